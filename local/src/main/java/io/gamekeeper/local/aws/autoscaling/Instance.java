package io.gamekeeper.local.aws.autoscaling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.aws.appconfig.Configurations;
import io.gamekeeper.local.aws.autoscaling.machine.Answer;
import io.gamekeeper.local.aws.autoscaling.machine.CloudConfig.WrittenFile;
import io.gamekeeper.local.aws.autoscaling.machine.InstanceServices;
import io.gamekeeper.local.aws.autoscaling.machine.Machine;
import io.gamekeeper.local.aws.autoscaling.machine.Site;
import io.gamekeeper.local.aws.autoscaling.machine.Timers;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.iam.Decision;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An instance of a group. What it asks of AWS is answered by its role's rights. Its fields that
 * change belong to the group, which guards them by its own lock.
 */
final class Instance implements InstanceServices {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration WEB_LIMIT = Duration.ofSeconds(5);

  private final String id;
  private final String zone;
  private final GroupSettings group;
  private final FleetWorld world;
  private final Configurations configurations;
  private final Lifecycle lifecycle;
  private final Machine machine;
  private final Optional<String> logGroup;
  private final AtomicBoolean metricsRefused = new AtomicBoolean();

  /** Answered by the metadata service besides what never changes. */
  private final Map<String, String> notices = new HashMap<>();

  volatile LifecycleState state;
  volatile Instant since;
  final Instant launched;

  /** Hooks that hold it, with their time-outs. */
  final Map<String, Timers.Timer> held = new HashMap<>();

  /** The entry of the history that is about it now. */
  Activity activity;

  /** Why it is to go as soon as another has taken its place; null if it is to stay. */
  @Nullable String replaceBecause;

  /** Whether it has been in service and is on its way back to the warm pool. */
  boolean returning;

  /** The group's side of lifecycle hooks. */
  interface Lifecycle {

    /**
     * Ends a wait.
     *
     * @return false if the instance does not wait for that hook
     */
    boolean complete(Instance instance, String hook, boolean proceed, String reason);

    /**
     * Begins the hook's time anew.
     *
     * @return false if the instance does not wait for that hook
     */
    boolean heartbeat(Instance instance, String hook);
  }

  Instance(
      String id,
      String zone,
      GroupSettings group,
      Site site,
      FleetWorld world,
      Configurations configurations,
      Lifecycle lifecycle,
      LifecycleState state,
      Instant now,
      Activity activity)
      throws IOException {
    this.id = id;
    this.zone = zone;
    this.group = group;
    this.world = world;
    this.configurations = configurations;
    this.lifecycle = lifecycle;
    this.state = state;
    this.since = now;
    this.launched = now;
    this.activity = activity;
    this.logGroup = logGroup(group.template(), world);
    this.machine =
        Machine.create(id, group.template().where(), group.template().config(), site, this);
  }

  String id() {
    return id;
  }

  String zone() {
    return zone;
  }

  Machine machine() {
    return machine;
  }

  void enter(LifecycleState next, Instant now) {
    state = next;
    since = now;
  }

  /** Lets the metadata service answer with a notice. */
  void notice(String path, String value) {
    synchronized (notices) {
      notices.put(path, value);
    }
  }

  @Override
  public Optional<String> metadata(String path) {
    String region = group.environment().region();
    return switch (path) {
      case "instance-id" -> Optional.of(id);
      case "placement/availability-zone" -> Optional.of(zone);
      case "placement/region" -> Optional.of(region);
      case "local-ipv4" -> Optional.of("127.0.0.1");
      case "instance-life-cycle" -> Optional.of(group.spot() ? "spot" : "on-demand");
      case "autoscaling/target-lifecycle-state" -> Optional.of(state.target());
      default -> {
        synchronized (notices) {
          yield Optional.ofNullable(notices.get(path));
        }
      }
    };
  }

  @Override
  public Answer aws(List<String> arguments) {
    String command = String.join(" ", arguments.subList(0, Math.min(2, arguments.size())));
    List<String> places = new ArrayList<>();
    Map<String, String> options = options(arguments, places);
    return switch (command) {
      case "s3 cp" -> copy(places);
      case "autoscaling complete-lifecycle-action" -> completeLifecycleAction(options);
      case "autoscaling record-lifecycle-action-heartbeat" -> heartbeat(options);
      default -> Answer.text(400, "the stage's instances cannot do: aws " + command + "\n");
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

  private Answer completeLifecycleAction(Map<String, String> options) {
    String result = options.getOrDefault("lifecycle-action-result", "");
    String hook = options.getOrDefault("lifecycle-hook-name", "");
    if (!Set.of("CONTINUE", "ABANDON").contains(result)) {
      return error("ValidationError", "CompleteLifecycleAction", "no result: " + result);
    }
    return refusal("autoscaling:CompleteLifecycleAction", group.arn())
        .or(() -> foreign("CompleteLifecycleAction", options))
        .orElseGet(
            () ->
                lifecycle.complete(
                        this,
                        hook,
                        result.equals("CONTINUE"),
                        "was abandoned: Lifecycle Action Completed with ABANDON Result")
                    ? Answer.text(200, "")
                    : notWaiting("CompleteLifecycleAction"));
  }

  private Answer heartbeat(Map<String, String> options) {
    return refusal("autoscaling:RecordLifecycleActionHeartbeat", group.arn())
        .or(() -> foreign("RecordLifecycleActionHeartbeat", options))
        .orElseGet(
            () ->
                lifecycle.heartbeat(this, options.getOrDefault("lifecycle-hook-name", ""))
                    ? Answer.text(200, "")
                    : notWaiting("RecordLifecycleActionHeartbeat"));
  }

  private Optional<Answer> foreign(String operation, Map<String, String> options) {
    boolean own =
        group.name().equals(options.get("auto-scaling-group-name"))
            && id.equals(options.get("instance-id"));
    return own
        ? Optional.empty()
        : Optional.of(
            error(
                "ValidationError",
                operation,
                "this is %s of %s, asked about %s".formatted(id, group.name(), options)));
  }

  private Answer notWaiting(String operation) {
    return error(
        "ValidationError", operation, "No active Lifecycle Action found with instance ID " + id);
  }

  private static Answer error(String code, String operation, String message) {
    return Answer.text(
        400,
        "An error occurred (%s) when calling the %s operation: %s%n"
            .formatted(code, operation, message));
  }

  private Optional<Answer> refusal(String action, String resource) {
    Decision decision = decide(action, resource);
    return decision.allowed()
        ? Optional.empty()
        : Optional.of(
            error(
                "AccessDenied",
                action.substring(action.indexOf(':') + 1),
                decision.message(principal(), action, resource)));
  }

  private Decision decide(String action, String resource) {
    return group
        .template()
        .role()
        .map(role -> role.decide(action, resource, RequestContext.NONE))
        .orElse(Decision.IMPLICIT_DENY);
  }

  private String principal() {
    return "arn:aws:sts::%s:assumed-role/%s/%s"
        .formatted(
            group.environment().account(),
            group.template().role().map(Role::name).orElse("none"),
            id);
  }

  private Answer copy(List<String> places) {
    if (places.size() != 2 || !places.getFirst().matches("s3://[^/]+/.+")) {
      return Answer.text(400, "the stage's instances copy from S3 to a file only\n");
    }
    URI source = URI.create(places.getFirst());
    String bucket = source.getAuthority();
    String key = source.getPath().substring(1);
    Optional<Answer> refused = refusal("s3:GetObject", "arn:aws:s3:::" + bucket + "/" + key);
    if (refused.isPresent()) {
      return refused.get();
    }
    Optional<Path> asset = world.assets().apply(bucket, key);
    if (asset.isPresent()) {
      return file(asset.get());
    }
    return group
        .template()
        .role()
        .map(role -> object(role, bucket, key))
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
    S3Client s3 =
        world
            .services()
            .get()
            .client(new FunctionIdentity(group.logicalId(), id, role, List.of()), S3Client.class);
    try {
      byte[] content =
          s3.getObject(get -> get.bucket(bucket).key(key), ResponseTransformer.toBytes())
              .asByteArray();
      return new Answer(200, Map.of(), content.length, target -> target.write(content));
    } catch (AwsServiceException e) {
      return error(
          String.valueOf(e.awsErrorDetails().errorCode()),
          "GetObject",
          "s3://" + bucket + "/" + key);
    }
  }

  @Override
  public Answer configuration(String application, String environment, String profile) {
    Optional<Configurations.Deployed> deployed =
        configurations.find(application, environment, profile);
    if (deployed.isEmpty()) {
      return Answer.text(404, "Not Found\n");
    }
    Configurations.Deployed found = deployed.get();
    return refusal("appconfig:StartConfigurationSession", found.arn())
        .or(() -> refusal("appconfig:GetLatestConfiguration", found.arn()))
        .orElseGet(
            () -> {
              Answer text = Answer.text(200, found.document().content());
              return new Answer(
                  200,
                  Map.of(
                      "Content-Type",
                      found.document().contentType(),
                      "Configuration-Version",
                      found.version()),
                  text.length(),
                  text.content());
            });
  }

  @Override
  public Optional<URI> claims() {
    return group.template().claims(() -> world.services().get().redis());
  }

  @Override
  public Answer keySet(String url) {
    if (url.isEmpty()) {
      return Answer.text(404, "no keys\n");
    }
    try {
      WebClient.Response response = world.web().get(URI.create(url), WEB_LIMIT);
      return Answer.text(response.status(), response.body());
    } catch (IOException e) {
      return Answer.text(502, e.getMessage() + "\n");
    }
  }

  @Override
  public void metrics(String line) {
    String stream =
        group.environment().arn("logs", "log-group:" + metricsGroup(line) + ":log-stream:" + id);
    Decision decision = decide("logs:PutLogEvents", stream);
    if (decision.allowed()) {
      world.metrics().harvest(line);
    } else if (metricsRefused.compareAndSet(false, true)) {
      world
          .errors()
          .note(group.logicalId(), decision.message(principal(), "logs:PutLogEvents", stream));
    }
  }

  /** The log group that a line of metrics names, else the one of the instance's other lines. */
  private String metricsGroup(String line) {
    try {
      String named = JSON.readTree(line).path("_aws").path("LogGroupName").asText();
      return named.isEmpty() ? logGroup.orElse(group.logicalId()) : named;
    } catch (JsonProcessingException e) {
      return logGroup.orElse(group.logicalId());
    }
  }

  @Override
  public void log(String line) {
    if (logGroup.isPresent()) {
      world.logs().append(logGroup.get(), id, line);
      return;
    }
    try {
      Files.writeString(
          world.folder().resolve(id + ".log"),
          line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("the log of " + id + " cannot be written", e);
    }
  }

  /** The log group of the stage that the CloudWatch agent's configuration names first. */
  private static Optional<String> logGroup(LaunchTemplate template, FleetWorld world) {
    Set<String> named = new TreeSet<>();
    for (WrittenFile file : template.config().files()) {
      if (file.path().endsWith(".json")) {
        try {
          for (JsonNode name : JSON.readTree(file.content()).findValues("log_group_name")) {
            named.add(name.asText());
          }
        } catch (JsonProcessingException e) {
          world.errors().note(template.where(), file.path() + " is no JSON");
        }
      }
    }
    return named.stream().filter(world.logs()::exists).findFirst();
  }
}
