package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.machine.Answer;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.iam.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;

/** The AWS CLI of an instance: the commands that its user data needs, with its role's rights. */
record AwsCli(
    Instance instance, InstanceRights rights, FleetWorld world, Instance.Lifecycle lifecycle) {

  /** Carries out a command, given by all words after {@code aws}. */
  Answer run(List<String> arguments) {
    String command = String.join(" ", arguments.subList(0, Math.min(2, arguments.size())));
    List<String> places = new ArrayList<>();
    Map<String, String> options = options(arguments, places);
    return switch (command) {
      case "s3 cp" -> copy(places);
      case "autoscaling complete-lifecycle-action" -> completeLifecycleAction(options);
      case "autoscaling record-lifecycle-action-heartbeat" -> heartbeat(options);
      default ->
          Answer.text(400, "the stage's instances do not have the command: aws " + command + "\n");
    };
  }

  private static Map<String, String> options(List<String> arguments, List<String> places) {
    Map<String, String> options = new HashMap<>();
    for (int i = 2; i < arguments.size(); i++) {
      String word = arguments.get(i);
      boolean hasValue = i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--");
      if (!word.startsWith("--")) {
        places.add(word);
      } else if (word.contains("=")) {
        options.put(word.substring(2, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
      } else if (hasValue && takesValue(word)) {
        options.put(word.substring(2), arguments.get(++i));
      }
    }
    return options;
  }

  private static boolean takesValue(String option) {
    return switch (option) {
      case "--only-show-errors", "--quiet", "--no-progress", "--no-cli-pager", "--debug" -> false;
      default -> true;
    };
  }

  // ---------------------------------------------------------------- lifecycle actions

  private Answer completeLifecycleAction(Map<String, String> options) {
    String operation = "CompleteLifecycleAction";
    String result = options.getOrDefault("lifecycle-action-result", "");
    String hook = options.getOrDefault("lifecycle-hook-name", "");
    if (!Set.of("CONTINUE", "ABANDON").contains(result)) {
      return InstanceRights.error(
          "ValidationError", operation, "the result has to be CONTINUE or ABANDON, not " + result);
    }
    return rights
        .refusal("autoscaling:CompleteLifecycleAction", rights.group().arn())
        .or(() -> foreign(operation, options))
        .orElseGet(
            () ->
                lifecycle.complete(
                        instance,
                        hook,
                        result.equals("CONTINUE"),
                        "was abandoned: Lifecycle Action Completed with ABANDON Result")
                    ? Answer.text(200, "")
                    : notWaiting(operation));
  }

  private Answer heartbeat(Map<String, String> options) {
    String operation = "RecordLifecycleActionHeartbeat";
    return rights
        .refusal("autoscaling:RecordLifecycleActionHeartbeat", rights.group().arn())
        .or(() -> foreign(operation, options))
        .orElseGet(
            () ->
                lifecycle.heartbeat(instance, options.getOrDefault("lifecycle-hook-name", ""))
                    ? Answer.text(200, "")
                    : notWaiting(operation));
  }

  private Optional<Answer> foreign(String operation, Map<String, String> options) {
    String group = rights.group().name();
    boolean own =
        group.equals(options.get("auto-scaling-group-name"))
            && instance.id().equals(options.get("instance-id"));
    return own
        ? Optional.empty()
        : Optional.of(
            InstanceRights.error(
                "ValidationError",
                operation,
                "this is %s of %s, asked about %s".formatted(instance.id(), group, options)));
  }

  private Answer notWaiting(String operation) {
    return InstanceRights.error(
        "ValidationError",
        operation,
        "No active Lifecycle Action found with instance ID " + instance.id());
  }

  // ---------------------------------------------------------------- S3

  private Answer copy(List<String> places) {
    if (places.size() != 2 || !places.getFirst().matches("s3://[^/]+/.+")) {
      return Answer.text(400, "the stage's instances copy from S3 to a file only\n");
    }
    URI source = URI.create(places.getFirst());
    String bucket = source.getAuthority();
    String key = source.getPath().substring(1);
    return rights
        .refusal("s3:GetObject", "arn:aws:s3:::" + bucket + "/" + key)
        .or(() -> world.assets().apply(bucket, key).map(AwsCli::file))
        .or(() -> rights.role().map(role -> object(role, bucket, key)))
        .orElseGet(() -> Answer.text(400, "Unable to locate credentials\n"));
  }

  private static Answer file(Path asset) {
    try {
      return new Answer(200, Map.of(), Files.size(asset), target -> Files.copy(asset, target));
    } catch (IOException e) {
      return Answer.text(500, "the asset cannot be read: " + e.getMessage() + "\n");
    }
  }

  private Answer object(Role role, String bucket, String key) {
    FunctionIdentity identity =
        new FunctionIdentity(rights.group().logicalId(), instance.id(), role, List.of());
    S3Client s3 = world.ground().world().client(identity, S3Client.class);
    try {
      byte[] content =
          s3.getObject(get -> get.bucket(bucket).key(key), ResponseTransformer.toBytes())
              .asByteArray();
      return new Answer(200, Map.of(), content.length, target -> target.write(content));
    } catch (AwsServiceException e) {
      return InstanceRights.error(
          String.valueOf(e.awsErrorDetails().errorCode()),
          "GetObject",
          "s3://" + bucket + "/" + key);
    }
  }
}
