package io.gamekeeper.local.aws.ssm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.template.AwsEnvironment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.CreateOpsItemRequest;
import software.amazon.awssdk.services.ssm.model.CreateOpsItemResponse;
import software.amazon.awssdk.services.ssm.model.DescribeOpsItemsRequest;
import software.amazon.awssdk.services.ssm.model.DescribeOpsItemsResponse;
import software.amazon.awssdk.services.ssm.model.GetOpsItemRequest;
import software.amazon.awssdk.services.ssm.model.GetOpsItemResponse;
import software.amazon.awssdk.services.ssm.model.OpsItem;
import software.amazon.awssdk.services.ssm.model.OpsItemAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.OpsItemDataType;
import software.amazon.awssdk.services.ssm.model.OpsItemDataValue;
import software.amazon.awssdk.services.ssm.model.OpsItemFilter;
import software.amazon.awssdk.services.ssm.model.OpsItemNotFoundException;
import software.amazon.awssdk.services.ssm.model.OpsItemStatus;
import software.amazon.awssdk.services.ssm.model.OpsItemSummary;
import software.amazon.awssdk.services.ssm.model.UpdateOpsItemRequest;
import software.amazon.awssdk.services.ssm.model.UpdateOpsItemResponse;

/**
 * The items of OpsCenter, which alarms and functions create. An alarm, or what tells duplicates
 * apart, has one item until that is resolved. They are kept in memory.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter-working-deduplication.html">Managing
 *     duplicate OpsItems</a>
 */
final class OpsItems {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEDUPLICATION = "/aws/dedup";
  private static final String RESOURCES = "/aws/resources";

  private final Ground ground;
  private final List<OpsItem> items = new ArrayList<>();
  private volatile AwsEnvironment home = AwsEnvironment.LAPTOP;

  OpsItems(Ground ground) {
    this.ground = ground;
    ground.targets().add("ssm", arn -> Optional.of(new OpsItemTarget(arn, this)));
    ground.targets().add("ssm-incidents", arn -> Optional.of(new ClosedTarget(arn)));
  }

  /**
   * Creates the item of an alarm, unless it has one that is not resolved.
   *
   * @param environment where it is created
   * @param category empty for none
   * @throws NotTakenException if it is not an alarm that calls
   */
  synchronized void create(
      AwsEnvironment environment, String payload, String severity, Optional<String> category)
      throws NotTakenException {
    home = environment;
    String arn;
    String name;
    JsonNode data;
    try {
      JsonNode event = JSON.readTree(payload);
      data = event.path("alarmData");
      arn = event.path("alarmArn").asText();
      name = data.path("alarmName").asText();
    } catch (JsonProcessingException e) {
      throw new NotTakenException("VALIDATION", "items are created by alarms only");
    }
    if (name.isEmpty()) {
      throw new NotTakenException("VALIDATION", "items are created by alarms only");
    }
    Map<String, OpsItemDataValue> identity =
        Map.of(
            DEDUPLICATION,
            searchable(JSON.createObjectNode().put("dedupString", "CloudWatch alarm " + name)),
            RESOURCES,
            searchable(JSON.createArrayNode().add(JSON.createObjectNode().put("arn", arn))));
    if (unresolved(identity).isPresent()) {
      return;
    }
    add(
        OpsItem.builder()
            .title("CloudWatch alarm " + name + " is in the state ALARM")
            .description(data.path("state").path("reason").asText())
            .source("CloudWatch")
            .severity(severity)
            .category(category.orElse(null))
            .operationalData(identity)
            .build());
  }

  private OpsItem add(OpsItem described) {
    Instant now = ground.time().clock().instant();
    String id = "oi-" + HexFormat.of().toHexDigits(ground.time().random().nextLong(), 12);
    OpsItem item =
        described.toBuilder()
            .opsItemId(id)
            .opsItemArn(home.arn("ssm", "opsitem/" + id))
            .status(OpsItemStatus.OPEN)
            .opsItemType("/aws/issue")
            .createdTime(now)
            .lastModifiedTime(now)
            .build();
    items.add(item);
    return item;
  }

  /**
   * Returns the item that is not resolved and has the same text and resource to tell duplicates by;
   * empty if there is none, or no text is given.
   */
  private Optional<OpsItem> unresolved(Map<String, OpsItemDataValue> data) {
    return items.stream()
        .filter(_ -> data.containsKey(DEDUPLICATION))
        .filter(item -> item.status() != OpsItemStatus.RESOLVED)
        .filter(
            item ->
                Stream.of(DEDUPLICATION, RESOURCES)
                    .allMatch(
                        key -> Objects.equals(item.operationalData().get(key), data.get(key))))
        .findFirst();
  }

  private static OpsItemDataValue searchable(JsonNode value) {
    return OpsItemDataValue.builder()
        .type(OpsItemDataType.SEARCHABLE_STRING)
        .value(value.toString())
        .build();
  }

  // ---------------------------------------------------------------- operations

  /** Adds the operations on items to those of Systems Manager. */
  SimulatedService<SsmClient> addTo(SimulatedService<SsmClient> service) {
    return service
        .operation(
            "createOpsItem",
            CreateOpsItemRequest.class,
            List.of("Description", "Source", "Title"),
            _ -> List.of(new Access.ByRole("ssm:CreateOpsItem", "*")),
            this::create)
        .operation(
            "describeOpsItems",
            DescribeOpsItemsRequest.class,
            List.of(),
            _ -> List.of(new Access.ByRole("ssm:DescribeOpsItems", "*")),
            this::describe)
        .operation(
            "getOpsItem",
            GetOpsItemRequest.class,
            List.of("OpsItemId"),
            request -> access("ssm:GetOpsItem", request.opsItemId()),
            request -> GetOpsItemResponse.builder().opsItem(find(request.opsItemId())).build())
        .operation(
            "updateOpsItem",
            UpdateOpsItemRequest.class,
            List.of("OpsItemId"),
            request -> access("ssm:UpdateOpsItem", request.opsItemId()),
            this::update);
  }

  private List<Access> access(String action, String id) {
    return List.of(new Access.ByRole(action, home.arn("ssm", "opsitem/" + id)));
  }

  private synchronized DescribeOpsItemsResponse describe(DescribeOpsItemsRequest request) {
    Predicate<OpsItem> wanted = _ -> true;
    for (OpsItemFilter filter : request.opsItemFilters()) {
      wanted = wanted.and(item -> passes(item, filter));
    }
    return DescribeOpsItemsResponse.builder()
        .opsItemSummaries(items.stream().filter(wanted).map(OpsItems::summary).toList())
        .build();
  }

  private static boolean passes(OpsItem item, OpsItemFilter filter) {
    String value =
        switch (filter.key()) {
          case STATUS -> item.statusAsString();
          case SOURCE -> item.source();
          case SEVERITY -> item.severity();
          case TITLE -> item.title();
          case OPS_ITEM_ID -> item.opsItemId();
          default -> throw new NotSimulatedException("ssm:describeOpsItems by " + filter.key());
        };
    return switch (filter.operator()) {
      case EQUAL -> filter.values().contains(value);
      case CONTAINS -> filter.values().stream().anyMatch(value::contains);
      default -> throw new NotSimulatedException("ssm:describeOpsItems by " + filter.operator());
    };
  }

  private static OpsItemSummary summary(OpsItem item) {
    return OpsItemSummary.builder()
        .opsItemId(item.opsItemId())
        .title(item.title())
        .source(item.source())
        .severity(item.severity())
        .category(item.category())
        .status(item.status())
        .opsItemType(item.opsItemType())
        .operationalData(item.operationalData())
        .createdTime(item.createdTime())
        .lastModifiedTime(item.lastModifiedTime())
        .build();
  }

  private synchronized OpsItem find(String id) {
    return items.stream()
        .filter(item -> item.opsItemId().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                OpsItemNotFoundException.builder()
                    .message("OpsItem ID " + id + " does not exist.")
                    .statusCode(400)
                    .build());
  }

  private synchronized CreateOpsItemResponse create(CreateOpsItemRequest request) {
    CreateOpsItemRequest known =
        CreateOpsItemRequest.builder()
            .title(request.title())
            .description(request.description())
            .source(request.source())
            .severity(request.severity())
            .category(request.category())
            .priority(request.priority())
            .operationalData(request.operationalData())
            .build();
    if (!request.equals(known)) {
      throw new NotSimulatedException("ssm:createOpsItem with " + request);
    }
    Optional<OpsItem> same = unresolved(request.operationalData());
    if (same.isPresent()) {
      throw OpsItemAlreadyExistsException.builder()
          .opsItemId(same.get().opsItemId())
          .message("The OpsItem already exists: " + same.get().opsItemId())
          .statusCode(400)
          .build();
    }
    OpsItem item =
        add(
            OpsItem.builder()
                .title(request.title())
                .description(request.description())
                .source(request.source())
                .severity(request.severity())
                .category(request.category())
                .priority(request.priority())
                .operationalData(request.operationalData())
                .build());
    return CreateOpsItemResponse.builder()
        .opsItemId(item.opsItemId())
        .opsItemArn(item.opsItemArn())
        .build();
  }

  private synchronized UpdateOpsItemResponse update(UpdateOpsItemRequest request) {
    UpdateOpsItemRequest known =
        UpdateOpsItemRequest.builder()
            .opsItemId(request.opsItemId())
            .status(request.status())
            .title(request.title())
            .description(request.description())
            .build();
    if (!request.equals(known)) {
      throw new NotSimulatedException("ssm:updateOpsItem with " + request);
    }
    OpsItem before = find(request.opsItemId());
    OpsItem.Builder after = before.toBuilder().lastModifiedTime(ground.time().clock().instant());
    Optional.ofNullable(request.status()).ifPresent(after::status);
    Optional.ofNullable(request.title()).ifPresent(after::title);
    Optional.ofNullable(request.description()).ifPresent(after::description);
    items.set(items.indexOf(before), after.build());
    return UpdateOpsItemResponse.builder().build();
  }
}
