package io.gamekeeper.oncall.opscenter;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.channel.Markup;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.incident.Priority;
import io.gamekeeper.oncall.response.OpsCenter;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.OpsItemAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.OpsItemDataType;
import software.amazon.awssdk.services.ssm.model.OpsItemDataValue;
import software.amazon.awssdk.services.ssm.model.OpsItemStatus;

/**
 * OpsCenter of Systems Manager. An incident has one item at most that is not resolved: its id is
 * what duplicates are told by.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateOpsItem.html">CreateOpsItem</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter-working-deduplication.html">Managing
 *     duplicate OpsItems</a>
 */
public final class SsmOpsCenter implements OpsCenter {
  /** What both take at most. */
  private static final int LONGEST_TITLE = 1024;

  private static final int LONGEST_DESCRIPTION = 2048;

  private final SsmClient ssm;
  private final String stage;
  private final URI console;

  /**
   * Creates the OpsCenter of a stage.
   *
   * @param console the address of the operators' console, with a slash at its end
   */
  public SsmOpsCenter(SsmClient ssm, String stage, URI console) {
    this.ssm = ssm;
    this.stage = stage;
    this.console = console;
  }

  @Override
  public String create(Incident incident) {
    ObjectNode identity =
        JsonNodeFactory.instance
            .objectNode()
            .put("dedupString", "gamekeeper incident %s in %s".formatted(incident.id(), stage));
    try {
      return ssm.createOpsItem(
              request ->
                  request
                      .title(title(incident))
                      .description(description(incident))
                      .source("Gamekeeper")
                      .category("Availability")
                      .severity(incident.priority() == Priority.P1 ? "1" : "2")
                      .priority(incident.priority() == Priority.P1 ? 1 : 2)
                      .operationalData(
                          Map.of(
                              "/aws/dedup",
                              OpsItemDataValue.builder()
                                  .type(OpsItemDataType.SEARCHABLE_STRING)
                                  .value(identity.toString())
                                  .build())))
          .opsItemId();
    } catch (OpsItemAlreadyExistsException e) {
      return e.opsItemId();
    }
  }

  @Override
  public void update(String item, Incident incident) {
    ssm.updateOpsItem(
        request ->
            request
                .opsItemId(item)
                .title(title(incident))
                .description(description(incident))
                .status(
                    switch (incident.state()) {
                      case OPEN -> OpsItemStatus.OPEN;
                      case ACKNOWLEDGED, RECOVERED -> OpsItemStatus.IN_PROGRESS;
                      case RESOLVED, MERGED -> OpsItemStatus.RESOLVED;
                    }));
  }

  private String title(Incident incident) {
    return Markup.PLAIN.fit(
        "%s in %s: %s".formatted(incident.priority(), stage, incident.title()), LONGEST_TITLE);
  }

  private String description(Incident incident) {
    String alarms =
        incident.sorted().stream()
            .map(alert -> "- " + alert.label(Alert.ALARM) + ": " + alert.meaning())
            .collect(Collectors.joining("\n"));
    return Markup.PLAIN.fit(
        "Incident %s: %s#/incidents/%s\n%s"
            .formatted(incident.id(), console, incident.id(), alarms),
        LONGEST_DESCRIPTION);
  }
}
