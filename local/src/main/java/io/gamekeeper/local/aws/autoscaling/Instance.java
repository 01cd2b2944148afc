package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.machine.Answer;
import io.gamekeeper.local.aws.autoscaling.machine.InstanceServices;
import io.gamekeeper.local.aws.autoscaling.machine.Machine;
import io.gamekeeper.local.target.DeployedConfigurations;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a group: its machine, its state, and the services that the machine reaches. The
 * group's lock guards the fields that change.
 */
final class Instance implements InstanceServices {
  private static final Duration WEB_LIMIT = Duration.ofSeconds(5);

  private final String id;
  private final String zone;
  private final GroupSettings group;
  private final FleetWorld world;
  private final InstanceRights rights;
  private final AwsCli cli;
  private final InstanceOutput output;
  private final Machine machine;

  /** Values of the metadata service that appear later, by their paths. */
  private final Map<String, String> notices = new ConcurrentHashMap<>();

  volatile LifecycleState state;
  volatile Instant since;
  final Instant launched;

  /** The entry of the history that is about it now. */
  Activity activity;

  /** Why it ends as soon as another has taken its place; null if it stays. */
  @Nullable String replaceBecause;

  /** What went wrong when it booted; empty if nothing did. */
  String bootProblem = "";

  /** Whether it has been in service and is on its way back to the warm pool. */
  boolean returning;

  /** The group's side of lifecycle hooks. */
  interface Lifecycle {

    /**
     * Ends a wait.
     *
     * @param proceed false if the instance is to be abandoned
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

  /** Makes an instance; see {@link InstanceFactory#create}. */
  Instance(
      String id,
      String zone,
      GroupSettings group,
      InstanceFactory factory,
      Lifecycle lifecycle,
      LifecycleState state,
      Instant launched,
      Activity activity)
      throws IOException {
    this.id = id;
    this.zone = zone;
    this.group = group;
    this.world = factory.world();
    this.state = state;
    this.since = launched;
    this.launched = launched;
    this.activity = activity;
    this.rights = new InstanceRights(id, group);
    this.cli = new AwsCli(this, rights, world, lifecycle);
    this.output = new InstanceOutput(rights, world);
    this.machine =
        Machine.create(
            id, group.template().where(), group.template().config(), factory.site(), this);
  }

  String id() {
    return id;
  }

  String zone() {
    return zone;
  }

  /** Returns the id of the template that it was made from. */
  String launchTemplate() {
    return group.template().id();
  }

  Machine machine() {
    return machine;
  }

  void enter(LifecycleState next, Instant now) {
    state = next;
    since = now;
  }

  /** Makes the metadata service answer with a notice. */
  void notice(String path, String value) {
    notices.put(path, value);
  }

  @Override
  public Optional<String> metadata(String path) {
    return switch (path) {
      case "instance-id" -> Optional.of(id);
      case "placement/availability-zone" -> Optional.of(zone);
      case "placement/region" -> Optional.of(group.environment().region());
      case "local-ipv4" -> Optional.of("127.0.0.1");
      case "instance-life-cycle" -> Optional.of(group.spot() ? "spot" : "on-demand");
      case "autoscaling/target-lifecycle-state" -> Optional.of(state.target());
      default -> Optional.ofNullable(notices.get(path));
    };
  }

  @Override
  public Answer aws(List<String> arguments) {
    return cli.run(arguments);
  }

  @Override
  public Answer configuration(String application, String environment, String profile) {
    return world
        .configurations()
        .find(application, environment, profile)
        .map(this::configuration)
        .orElseGet(() -> Answer.text(404, "Not Found\n"));
  }

  private Answer configuration(DeployedConfigurations.Deployed found) {
    return rights
        .refusal("appconfig:StartConfigurationSession", found.arn())
        .or(() -> rights.refusal("appconfig:GetLatestConfiguration", found.arn()))
        .orElseGet(
            () -> {
              Answer text = Answer.text(200, found.content());
              return new Answer(
                  200,
                  Map.of(
                      "Content-Type",
                      found.contentType(),
                      "Configuration-Version",
                      found.version()),
                  text.length(),
                  text.content());
            });
  }

  @Override
  public Optional<URI> claims() {
    return group.template().claims(() -> world.ground().world().redis());
  }

  @Override
  public Answer keySet(String url) {
    if (url.isEmpty()) {
      return Answer.text(404, "no keys\n");
    }
    try {
      WebClient.Response response = world.ground().web().get(URI.create(url), WEB_LIMIT);
      return Answer.text(response.status(), response.body());
    } catch (IOException e) {
      return Answer.text(502, e.getMessage() + "\n");
    }
  }

  @Override
  public void metrics(String line) {
    output.metrics(line);
  }

  @Override
  public void trace(String document) {
    output.trace(document);
  }

  @Override
  public void log(String line) {
    output.log(line);
  }
}
