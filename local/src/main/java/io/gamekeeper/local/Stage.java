package io.gamekeeper.local;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.local.admin.AdminApi;
import io.gamekeeper.local.admin.StageAdmin;
import io.gamekeeper.local.admin.StageFile;
import io.gamekeeper.local.admin.StageParts;
import io.gamekeeper.local.appstore.FakeStores;
import io.gamekeeper.local.appstore.LoopbackNotices;
import io.gamekeeper.local.aws.acm.CertificateManager;
import io.gamekeeper.local.aws.appconfig.AppConfig;
import io.gamekeeper.local.aws.athena.Athena;
import io.gamekeeper.local.aws.autoscaling.AutoScaling;
import io.gamekeeper.local.aws.autoscaling.Fleet;
import io.gamekeeper.local.aws.cloudformation.CloudFormation;
import io.gamekeeper.local.aws.cloudfront.CloudFront;
import io.gamekeeper.local.aws.cloudwatch.CloudWatch;
import io.gamekeeper.local.aws.dynamodb.DynamoDb;
import io.gamekeeper.local.aws.ec2.Ec2;
import io.gamekeeper.local.aws.elasticache.ElastiCache;
import io.gamekeeper.local.aws.elb.ElasticLoadBalancing;
import io.gamekeeper.local.aws.elb.LoadBalancer;
import io.gamekeeper.local.aws.events.Events;
import io.gamekeeper.local.aws.firehose.Firehose;
import io.gamekeeper.local.aws.glue.Glue;
import io.gamekeeper.local.aws.iam.Iam;
import io.gamekeeper.local.aws.kms.Kms;
import io.gamekeeper.local.aws.lambda.Bundles;
import io.gamekeeper.local.aws.lambda.FunctionConfig;
import io.gamekeeper.local.aws.lambda.Lambda;
import io.gamekeeper.local.aws.lambda.Surroundings;
import io.gamekeeper.local.aws.logs.Logs;
import io.gamekeeper.local.aws.rds.Rds;
import io.gamekeeper.local.aws.route53.Route53;
import io.gamekeeper.local.aws.rum.Rum;
import io.gamekeeper.local.aws.s3.S3;
import io.gamekeeper.local.aws.scheduler.EventBridgeScheduler;
import io.gamekeeper.local.aws.secrets.SecretsManager;
import io.gamekeeper.local.aws.ses.Ses;
import io.gamekeeper.local.aws.smsvoice.EndUserMessaging;
import io.gamekeeper.local.aws.sns.Sns;
import io.gamekeeper.local.aws.sqs.Sqs;
import io.gamekeeper.local.aws.ssm.SystemsManager;
import io.gamekeeper.local.aws.sts.Sts;
import io.gamekeeper.local.aws.waf.Waf;
import io.gamekeeper.local.aws.xray.Xray;
import io.gamekeeper.local.check.FunctionCheck;
import io.gamekeeper.local.check.RoutingCheck;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.client.StagePlatform;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.EngineException;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.engine.Pace;
import io.gamekeeper.local.engine.Supervision;
import io.gamekeeper.local.http.Front;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.http.OperatorsDoor;
import io.gamekeeper.local.identity.ListenerTokens;
import io.gamekeeper.local.identity.TokenIssuer;
import io.gamekeeper.local.identityprovider.IdentityProvider;
import io.gamekeeper.local.inbox.Channels;
import io.gamekeeper.local.lake.Catalogue;
import io.gamekeeper.local.lake.ParquetEngine;
import io.gamekeeper.local.messenger.Messengers;
import io.gamekeeper.local.observe.Console;
import io.gamekeeper.local.observe.LibraryLogging;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.template.TemplateException;
import io.gamekeeper.platform.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A running stage: the templates' resources behind one port of this machine. */
public final class Stage implements AutoCloseable {
  /** How long a start waits for game servers; they go on starting after it. */
  private static final Duration SERVERS_READY = Duration.ofSeconds(60);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final StageParts parts;

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
  public StageParts parts() {
    return parts;
  }

  public int port() {
    return parts.port();
  }

  /** A bearer token for a player. */
  public String token(String player, Duration timeToLive) {
    return parts.tokens().issue(player, timeToLive);
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

  private StageParts bringUp(StageOptions options, Optional<Engines> given) {
    DataFolder folder = open(DataFolder.open(options.dataFolder()));
    Front front = open(Front.open(options.port(), GameServerContract.BALANCER_IDLE));
    CloudAssembly assembly = CloudAssembly.read(options.assembly(), options.stageName());
    Ground ground = open(Ground.of(options.time(), folder.path()));
    Engines engines = given.orElseGet(() -> enginesIn(folder));
    Names names = new Names();
    RouteTimes routes = new RouteTimes();
    Services services = open(new Services(ground));
    IdentityProvider operators = new IdentityProvider(ground.time().clock(), ground.web(), names);
    TokenIssuer tokens = TokenIssuer.open(folder.path(), ground.time().clock(), ground.web());

    services.add(new Iam(ground));
    Sts sts = services.add(new Sts(ground));
    services.add(new Ec2(ground));
    services.add(new CertificateManager());
    Kms kms = services.add(new Kms(ground, engines.folder()));
    S3 s3 = services.add(new S3(ground, engines));
    services.add(new DynamoDb(ground, engines));
    services.add(new ElastiCache(ground, engines));
    SecretsManager secrets = services.add(new SecretsManager(ground, engines));
    services.add(new Rds(ground, engines, secrets));
    SystemsManager ssm = services.add(new SystemsManager(ground, engines.folder()));
    services.add(new Logs(ground));
    Catalogue catalogue = new Catalogue();
    ParquetEngine parquet = new ParquetEngine(folder.path().resolve("queries"));
    services.add(new Glue(catalogue));
    services.add(new Firehose(ground, s3.buckets(), catalogue, parquet));
    services.add(new Athena(ground, s3.buckets(), catalogue, parquet));
    services.add(new Xray(ground));
    CloudWatch cloudWatch = services.add(new CloudWatch(ground));
    Sqs sqs = services.add(new Sqs(ground));
    services.add(new Sns(ground));
    Channels channels = Channels.on(ground);
    services.add(new Ses(ground, channels));
    EndUserMessaging phones = services.add(new EndUserMessaging(ground, channels));
    services.add(new Events(ground));
    services.add(new EventBridgeScheduler(ground));
    AppConfig appConfig = services.add(new AppConfig(ground));
    // Before the functions: its servers start while their code is loaded.
    Fleet fleet =
        services
            .add(
                new AutoScaling(
                    ground, appConfig.configurations(), assembly::asset, tokens::trustedBy))
            .fleet();
    FakeStores stores =
        FakeStores.open(
            folder.path(),
            ground.time(),
            ground.web(),
            secrets.secrets(),
            open(new LoopbackNotices(front.port())));
    Messengers messengers =
        Messengers.open(
            folder.path(),
            ground.time().clock(),
            ground.web(),
            secrets.secrets(),
            phones.numbers(),
            channels);
    FunctionCheck check = new FunctionCheck(ground.roles(), services::access);
    Lambda lambda =
        services.add(
            new Lambda(
                Surroundings.on(
                    ground,
                    config -> platform(config, ground),
                    new Bundles(folder.path().resolve("functions"))),
                sqs.queues(),
                names,
                config -> {
                  tokens.trustedBy(config.logicalId(), config.environment());
                  operators.trustedBy(config.environment());
                  stores.trustedBy(config);
                  messengers.trustedBy(config);
                  check.check(config);
                }));
    CloudFormation cloudFormation =
        services.add(
            new CloudFormation(ground, lambda.functions(), lambda.deletionHandlers()::add));
    LoadBalancer balancer =
        services
            .add(
                new ElasticLoadBalancing(
                    ground,
                    lambda.functions(),
                    names,
                    front.port(),
                    routes,
                    GameServerContract.BALANCER_IDLE,
                    (issuer, keys) ->
                        new ListenerTokens(issuer, keys, ground.web(), ground.time().clock()),
                    operators::trustedBy))
            .balancer();
    services.add(new Waf(ground, balancer::add));
    services.add(new Route53(ground, names));
    CloudFront cdn = services.add(new CloudFront(ground, engines, s3.buckets()::policy, names));
    services.add(new Rum(ground, names, front.port()));

    Resources resources =
        open(new Provisioner(services.resourceTypes(), secrets.references()).provision(assembly));
    open(ground); // closed here already, so that nothing begins any more while the rest ends
    Supervision supervision =
        open(Supervision.of(engines, Pace.STAGE, ground.time().clock(), ground.errors()));
    // What is wrong with the templates shows here, at a fraction of the cost of loading code and
    // starting servers.
    // Again: a function has rights to what came after it, for instance to the fleet's groups.
    lambda.functions().functions().forEach(check::check);
    RoutingCheck routing = new RoutingCheck(lambda.functions().functions());
    routing.check(balancer, services.calls(), cloudFormation.deployed());
    routing.checkServers(balancer);
    routing.checkBrowsers(balancer);
    balancer.checkPermissions();
    operators.leadsBackTo(balancer.callbacks());
    services.start();
    front.serve(
        new OperatorsDoor(
            names.byHost(balancer.servedSite()),
            front.port(),
            balancer.signInHost(),
            operators.host()),
        ground.agenda());
    awaitServers(fleet);
    StageParts running =
        new StageParts(
            front.port(),
            ground,
            resources,
            engines,
            supervision,
            lambda.functions(),
            lambda.pollers(),
            ssm.parameters(),
            sts,
            kms.keys(),
            cdn.deliveries(),
            fleet,
            cloudWatch.alarms(),
            tokens,
            operators,
            balancer,
            stores,
            channels,
            messengers,
            routes,
            ground.traces());
    publish(running, options.projectRoot());
    return running;
  }

  /** Opens the admin API and says where it is. */
  private void publish(StageParts running, Path projectRoot) {
    AdminApi admin =
        open(AdminApi.open(running.ground().folder(), new StageAdmin(running).operations()));
    open(
        new StageFile(
                running.port(),
                admin.port(),
                admin.tokenFile(),
                ProcessHandle.current().pid(),
                running.ground().folder())
            .publish(projectRoot));
  }

  private static Engines enginesIn(DataFolder folder) {
    return Engines.ofOneStage(
        folder.path(), folder.temporary() ? Durability.TEMPORARY : Durability.KEPT);
  }

  private static void awaitServers(Fleet fleet) {
    try {
      fleet.awaitReady(SERVERS_READY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted while the game servers started", e);
    }
  }

  private static Platform platform(FunctionConfig config, Ground ground) {
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
        ground.world(),
        ground.time(),
        document -> ground.traces().accept(config.logicalId(), document));
  }

  private <C extends AutoCloseable> C open(C part) {
    opened.push(part);
    return part;
  }
}
