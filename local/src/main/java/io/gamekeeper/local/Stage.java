package io.gamekeeper.local;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.local.admin.AdminApi;
import io.gamekeeper.local.admin.StageAdmin;
import io.gamekeeper.local.admin.StageFile;
import io.gamekeeper.local.assembly.CloudAssembly;
import io.gamekeeper.local.assembly.TemplateException;
import io.gamekeeper.local.balancer.Front;
import io.gamekeeper.local.balancer.LoadBalancer;
import io.gamekeeper.local.check.FunctionCheck;
import io.gamekeeper.local.check.RoutingCheck;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.client.StagePlatform;
import io.gamekeeper.local.client.StageWorld;
import io.gamekeeper.local.delivery.Deliveries;
import io.gamekeeper.local.deployment.AnswerEndpoint;
import io.gamekeeper.local.deployment.CustomResources;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.EngineException;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.engine.Pace;
import io.gamekeeper.local.engine.Supervision;
import io.gamekeeper.local.fleet.Fleet;
import io.gamekeeper.local.fleet.FleetWorld;
import io.gamekeeper.local.identity.ListenerTokens;
import io.gamekeeper.local.identity.TokenIssuer;
import io.gamekeeper.local.lambda.Bundles;
import io.gamekeeper.local.lambda.FunctionConfig;
import io.gamekeeper.local.lambda.LambdaService;
import io.gamekeeper.local.lambda.QueuePollers;
import io.gamekeeper.local.lambda.SdkInvoker;
import io.gamekeeper.local.lambda.Surroundings;
import io.gamekeeper.local.names.NamedHosts;
import io.gamekeeper.local.names.Names;
import io.gamekeeper.local.observe.Console;
import io.gamekeeper.local.observe.EmbeddedMetrics;
import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.LibraryLogging;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.observe.TraceStore;
import io.gamekeeper.local.resource.Provisioner;
import io.gamekeeper.local.resource.ProvisioningException;
import io.gamekeeper.local.resource.ResourceType;
import io.gamekeeper.local.resource.Resources;
import io.gamekeeper.local.resource.aws.AwsFoundation;
import io.gamekeeper.local.resource.delivery.DeliveryTypes;
import io.gamekeeper.local.resource.serving.ServingTypes;
import io.gamekeeper.local.schedule.Scheduler;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.store.FakeStores;
import io.gamekeeper.local.store.LoopbackNotices;
import io.gamekeeper.platform.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A running stage: the templates' resources behind one port of this machine. */
public final class Stage implements AutoCloseable {
  /** How long a start waits for game servers; they go on starting after it. */
  private static final Duration SERVERS_READY = Duration.ofSeconds(60);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final Parts parts;

  /**
   * What a running stage consists of.
   *
   * @param port of the load balancer
   */
  public record Parts(
      int port,
      Path dataFolder,
      Resources resources,
      AwsFoundation foundation,
      LambdaService functions,
      LoadBalancer balancer,
      Names names,
      Deliveries deliveries,
      TokenIssuer tokens,
      FakeStores stores,
      LogStore logs,
      MetricStore metrics,
      RouteTimes routes,
      TraceStore traces,
      ErrorLog errors,
      Fleet fleet,
      Supervision engines) {}

  private Stage(StageOptions options, Optional<Engines> engines) {
    boolean started = false;
    try {
      parts = bringUp(options, engines);
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /**
   * Starts everything that the templates declare and returns when it answers.
   *
   * @throws StageException if something is wrong with the port, the data folder or the templates;
   *     nothing runs then
   */
  public static Stage start(StageOptions options) {
    return start(options, Optional.empty());
  }

  /**
   * The same on engines that are there already, which the stage leaves running.
   *
   * @throws StageException as above
   */
  public static Stage start(StageOptions options, Engines engines) {
    return start(options, Optional.of(engines));
  }

  private static Stage start(StageOptions options, Optional<Engines> engines) {
    LibraryLogging.quieten();
    Console.install();
    try {
      return new Stage(options, engines);
    } catch (TemplateException | ProvisioningException | EngineException e) {
      throw new StageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What the stage consists of, for those that run in the same process. */
  public Parts parts() {
    return parts;
  }

  public int port() {
    return parts.port();
  }

  /** A bearer token for a player. */
  public String token(String player, Duration timeToLive) {
    return parts.tokens().issue(player, timeToLive);
  }

  /** Returns when somebody asked by the admin API that the stage stop. */
  public void awaitStopRequest() throws InterruptedException {
    stopRequested.await();
  }

  /** Stops everything in reverse order; does nothing the second time. */
  @Override
  public synchronized void close() {
    List<Exception> problems = new ArrayList<>();
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) { // whatever one part says, the others have to stop
        problems.add(e);
      }
    }
    if (!problems.isEmpty()) {
      StageException failure = new StageException("the stage did not stop cleanly: " + problems);
      problems.forEach(failure::addSuppressed);
      throw failure;
    }
  }

  private Parts bringUp(StageOptions options, Optional<Engines> engines) {
    DataFolder folder = open(DataFolder.open(options.dataFolder()));
    Front front = open(Front.open(options.port(), GameServerContract.BALANCER_IDLE));
    CloudAssembly assembly = CloudAssembly.read(options.assembly(), options.stageName());
    Ground ground = open(Ground.of(options.time(), folder.path()));
    AwsFoundation foundation =
        new AwsFoundation(
            ground,
            engines.orElseGet(
                () ->
                    Engines.ofOneStage(
                        folder.path(),
                        folder.temporary() ? Durability.TEMPORARY : Durability.KEPT)));
    FunctionCheck functionCheck = new FunctionCheck(ground.roles(), foundation::access);
    TraceStore traces = new TraceStore();
    RouteTimes routes = new RouteTimes();
    TokenIssuer tokens = TokenIssuer.open(folder.path(), ground.time().clock(), ground.web());
    FakeStores stores =
        FakeStores.open(
            folder.path(),
            ground.time(),
            ground.web(),
            foundation.secrets(),
            open(new LoopbackNotices(front.port())));
    CompletableFuture<StageWorld> world = new CompletableFuture<>();
    LambdaService functions =
        open(
            new LambdaService(
                Surroundings.on(
                    ground,
                    config -> platform(config, ground, world.join(), traces),
                    new Bundles(folder.path().resolve("functions")))));
    world.complete(foundation.world(new SdkInvoker(functions)));
    LoadBalancer balancer =
        new LoadBalancer(
            functions,
            ground.ids(),
            ground.time().random(),
            routes,
            ground.errors(),
            GameServerContract.BALANCER_IDLE);
    Names names = new Names();
    Deliveries deliveries = new Deliveries();
    Scheduler scheduler =
        new Scheduler(ground.agenda(), ground.targets(), ground.ids(), ground.errors());
    QueuePollers pollers = new QueuePollers(functions, ground.agenda(), ground.errors());
    AnswerEndpoint answers = open(AnswerEndpoint.open());
    ground.web().register(AnswerEndpoint.HOST, answers::answer);
    CustomResources customResources =
        new CustomResources(
            functions, answers, ground.agenda(), ground.ids()::requestId, folder.path());
    List<ResourceType> types = new ArrayList<>(foundation.resourceTypes());
    types.addAll(
        new ServingTypes(
                ground,
                functions,
                balancer,
                names,
                front.port(),
                scheduler,
                pollers,
                foundation.buses(),
                customResources,
                foundation.queues(),
                config -> {
                  tokens.trustedBy(config);
                  stores.trustedBy(config);
                  functionCheck.check(config);
                },
                (issuer, keys) ->
                    new ListenerTokens(issuer, keys, ground.web(), ground.time().clock()))
            .all());
    Fleet fleet =
        open(
            Fleet.open(
                new FleetWorld(
                    folder.path().resolve("fleet"),
                    ground.roles(),
                    ground.subnets(),
                    ground.logs(),
                    new EmbeddedMetrics(ground.metrics()),
                    ground.watched(),
                    ground.errors(),
                    ground.web(),
                    io.gamekeeper.local.fleet.Targets.Source.of(balancer),
                    assembly::asset,
                    world::join,
                    tokens::trustedBy),
                ground.time(),
                Path.of(System.getProperty("user.home"), ".cache", "gamekeeper")));
    types.addAll(fleet.resourceTypes());
    types.addAll(
        new DeliveryTypes(
                deliveries,
                names,
                foundation.s3(),
                foundation.buckets(),
                ground.time(),
                ground.agenda())
            .all());
    Resources resources = open(new Provisioner(types).provision(assembly));
    Supervision supervision =
        open(
            Supervision.of(
                foundation.engines(), Pace.STAGE, ground.time().clock(), ground.errors()));
    open(pollers);
    Set<String> called = new HashSet<>(scheduler.targets());
    called.addAll(pollers.targets());
    called.addAll(foundation.buses().targets());
    RoutingCheck routing = new RoutingCheck(functions.functions());
    routing.check(balancer, called, customResources.targets());
    routing.checkServers(balancer);
    routing.checkBrowsers(balancer);
    balancer.checkPermissions();
    // What is wrong with the templates has shown by now, at a fraction of the cost of loading code
    // and starting servers.
    fleet.start();
    functions.loadAll();
    balancer.checkHealth(ground.agenda());
    NamedHosts.register(names, ground.web());
    front.serve(names.byHost(balancer.servedSite()));
    awaitServers(fleet);
    Parts running =
        new Parts(
            front.port(),
            folder.path(),
            resources,
            foundation,
            functions,
            balancer,
            names,
            deliveries,
            tokens,
            stores,
            ground.logs(),
            ground.metrics(),
            routes,
            traces,
            ground.errors(),
            fleet,
            supervision);
    AdminApi admin =
        open(
            AdminApi.open(
                folder.path(), new StageAdmin(running, stopRequested::countDown).operations()));
    open(
        new StageFile(
                front.port(),
                admin.port(),
                admin.tokenFile(),
                ProcessHandle.current().pid(),
                folder.path())
            .publish(options.projectRoot()));
    return running;
  }

  private static void awaitServers(Fleet fleet) {
    try {
      fleet.awaitReady(SERVERS_READY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted while the game servers started", e);
    }
  }

  private static Platform platform(
      FunctionConfig config, Ground ground, StageWorld world, TraceStore traces) {
    return new StagePlatform(
        new FunctionIdentity(
            config.logicalId(),
            config.name(),
            ground
                .roles()
                .role(config.roleArn())
                .orElseThrow(
                    () -> StageException.of(config.logicalId(), "its role does not exist")),
            config.securityGroups()),
        config.environment(),
        world,
        ground.time(),
        document -> traces.accept(config.logicalId(), document));
  }

  private <C extends AutoCloseable> C open(C part) {
    opened.push(part);
    return part;
  }
}
