package io.gamekeeper.local.aws.autoscaling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.aws.autoscaling.machine.CloudConfig.WrittenFile;
import io.gamekeeper.local.iam.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** The lines and metrics of an instance, as the CloudWatch agent would take them. */
final class InstanceOutput {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final InstanceRights rights;
  private final FleetWorld world;
  private final Optional<String> logGroup;
  private final AtomicBoolean metricsRefused = new AtomicBoolean();
  private final AtomicBoolean tracesRefused = new AtomicBoolean();

  InstanceOutput(InstanceRights rights, FleetWorld world) {
    this.rights = rights;
    this.world = world;
    this.logGroup = logGroup(rights.group().template(), world);
  }

  /** Returns the first log group of the stage that the CloudWatch agent's configuration names. */
  private static Optional<String> logGroup(LaunchTemplate template, FleetWorld world) {
    Set<String> named = new TreeSet<>();
    for (WrittenFile file : template.config().files()) {
      if (file.path().endsWith(".json")) {
        try {
          for (JsonNode name : JSON.readTree(file.content()).findValues("log_group_name")) {
            named.add(name.asText());
          }
        } catch (JsonProcessingException e) {
          world.ground().errors().note(template.where(), file.path() + " is not JSON");
        }
      }
    }
    return named.stream().filter(world.ground().logs()::exists).findFirst();
  }

  /** Takes a line that a process printed. */
  void log(String line) {
    if (logGroup.isPresent()) {
      world.ground().logs().append(logGroup.get(), rights.id(), line);
      return;
    }
    try {
      Files.writeString(
          world.folder().resolve(rights.id() + ".log"),
          line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("the log of " + rights.id() + " cannot be written", e);
    }
  }

  /** Takes a line of embedded metrics; the first refusal is noted among the stage's errors. */
  void metrics(String line) {
    String action = "logs:PutLogEvents";
    String stream =
        rights
            .group()
            .environment()
            .arn("logs", "log-group:" + metricsGroup(line) + ":log-stream:" + rights.id());
    Decision decision = rights.decide(action, stream);
    if (decision.allowed()) {
      world.metrics().harvest(line);
    } else {
      refused(metricsRefused, decision, action, stream);
    }
  }

  /** Takes a trace document; the first refusal is noted among the stage's errors. */
  void trace(String document) {
    String action = "xray:PutTraceSegments";
    Decision decision = rights.decide(action, "*");
    if (!decision.allowed()) {
      refused(tracesRefused, decision, action, "*");
    } else if (!world.ground().traces().accept(rights.id(), document)) {
      world.ground().errors().note(rights.group().logicalId(), "X-Ray takes no such document");
    }
  }

  private void refused(AtomicBoolean noted, Decision decision, String action, String resource) {
    if (noted.compareAndSet(false, true)) {
      world
          .ground()
          .errors()
          .note(rights.group().logicalId(), rights.message(decision, action, resource));
    }
  }

  /** Returns the log group that a line of metrics names, else that of the instance's lines. */
  private String metricsGroup(String line) {
    String otherwise = logGroup.orElse(rights.group().logicalId());
    try {
      String named = JSON.readTree(line).path("_aws").path("LogGroupName").asText();
      return named.isEmpty() ? otherwise : named;
    } catch (JsonProcessingException e) {
      return otherwise;
    }
  }
}
