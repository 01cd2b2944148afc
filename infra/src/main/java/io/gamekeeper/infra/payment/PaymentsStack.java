package io.gamekeeper.infra.payment;

import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.MigrationEnvironment;
import io.gamekeeper.contract.OutboxEnvironment;
import io.gamekeeper.contract.PurchaseLogEnvironment;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.dashboards.FunctionMetrics;
import io.gamekeeper.dashboards.Metrics;
import io.gamekeeper.dashboards.PaymentsDashboard;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.config.StoresConfig;
import io.gamekeeper.infra.data.DataStack;
import io.gamekeeper.infra.function.BundledFunctions;
import io.gamekeeper.infra.function.DeadLetters;
import io.gamekeeper.infra.function.LiveFunction;
import io.gamekeeper.infra.function.Timeouts;
import io.gamekeeper.infra.function.Timer;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * The payment functions with their routes, timers and alarms. They are apart from the game API so
 * that a change of one never deploys the other.
 */
public final class PaymentsStack extends StageStack {
  private static final Duration PLAYER_WAITS = Timeouts.of(TimeLimit.PLAYER);
  private static final Duration WORK_IN_BACKGROUND = Timeouts.of(TimeLimit.LONGEST);
  private static final Duration ONE_TICK = Timeouts.of(TimeLimit.TICK);

  private final BundledFunctions.Props props;
  private final FunctionMetrics ofPurchases;
  private final LiveFunction forOperators;

  /** Creates the stack below a stage. */
  public PaymentsStack(
      Construct scope, String id, StageConfig config, BundledFunctions.Props props, Alarms alarms) {
    super(scope, id, config, "Payment functions, their routes and alarms");
    this.props = props;
    DataStack data = props.data();
    SecurityGroup network = securityGroup();
    BundledFunctions functions = new BundledFunctions(this, network, props);

    Map<String, String> database =
        new DatabaseEnvironment(data.paymentDatabase().address()).toMap();
    Map<String, String> stores = new HashMap<>(database);
    stores.putAll(stores(config.stores()).toMap());
    Map<String, String> forPlayers = new HashMap<>(stores);
    forPlayers.putAll(
        new IdentityEnvironment(
                config.tokens().issuer(), config.tokens().audience(), config.tokens().jwksUrl())
            .toMap());
    Map<String, String> outbox = new HashMap<>(database);
    outbox.putAll(new OutboxEnvironment(props.eventBus().getEventBusName()).toMap());

    Migration migration =
        new Migration(
            this,
            "Migration",
            functions.deploy(
                GameFunction.DATABASE_MIGRATION,
                WORK_IN_BACKGROUND,
                new MigrationEnvironment(
                        data.paymentDatabase().ownersAddress(),
                        data.paymentDatabase().usersSecret().getSecretArn())
                    .toMap()),
            WORK_IN_BACKGROUND,
            network);
    LiveFunction purchases =
        functions.deployForPlayers(GameFunction.PURCHASES, PLAYER_WAITS, forPlayers);
    LiveFunction notifications =
        functions.deployForPlayers(GameFunction.STORE_NOTIFICATIONS, PLAYER_WAITS, stores);
    LiveFunction reconciler = functions.deploy(GameFunction.PAYMENT_RECONCILER, ONE_TICK, stores);
    LiveFunction relay = functions.deploy(GameFunction.OUTBOX_RELAY, ONE_TICK, outbox);
    LiveFunction check = functions.deploy(GameFunction.LEDGER_CHECK, WORK_IN_BACKGROUND, database);
    Map<String, String> operated = new HashMap<>(database);
    operated.put(
        StoreEnvironment.PROVIDER_SWITCH, data.storeSettings().providerSwitch().getParameterName());
    operated.put(
        PurchaseLogEnvironment.PURCHASE_LOG_TABLE, data.purchaseLog().table().getTableName());
    forOperators =
        functions.deployForOperators(GameFunction.PAYMENT_OPERATIONS, WORK_IN_BACKGROUND, operated);
    Map<String, String> erasures =
        new ErasureEnvironment(data.erasures().table().getTableName()).toMap();
    Map<String, String> erasing = new HashMap<>(database);
    erasing.putAll(erasures);
    erasing.put(
        PurchaseLogEnvironment.PURCHASE_LOG_TABLE, data.purchaseLog().table().getTableName());
    LiveFunction erasure = functions.deploy(GameFunction.PAYMENT_ERASURE, ONE_TICK, erasing);
    migration.before(purchases, notifications, reconciler, relay, check, forOperators, erasure);
    data.paymentDatabase().rotateUsersPassword(this, "UsersPassword", migration);
    functions.route();

    timer("Reconciler", reconciler, "Drives on what is stuck", Duration.minutes(1), alarms);
    timer("OutboxRelay", relay, "Announces what happened", Duration.minutes(1), alarms);
    timer(
        "PaymentErasure", erasure, "Takes out erased players' names", Duration.minutes(1), alarms);
    timer("LedgerCheck", check, "Proves the ledger", Duration.hours(1), alarms);

    Map<String, String> logging = new HashMap<>(erasures);
    logging.putAll(
        new PurchaseLogEnvironment(
                data.purchaseLog().table().getTableName(), data.once().table().getTableName())
            .toMap());
    LiveFunction purchaseLog =
        functions.deploy(GameFunction.PURCHASE_LOG, Timeouts.of(TimeLimit.BATCH), logging);
    new PurchaseEvents(
        this,
        "PurchaseEvents",
        new PurchaseEvents.Props(
            props.eventBus(),
            purchaseLog,
            DeadLetters.queue(this, "UnprocessedPurchases", alarms, removalPolicy()),
            removalPolicy()));

    new PaymentAlarms(this, "Health", alarms, functions.deployed());
    ofPurchases = new FunctionMetrics(GameFunction.PURCHASES.functionName(), purchases.live());
    if (config.shows(GameDashboard.PAYMENTS)) {
      new PaymentsDashboard(
          this,
          "Dashboard",
          new PaymentsDashboard.Props(
              new Metrics(config.name().key(), config.metricsNamespace()),
              functions.deployed().entrySet().stream()
                  .map(
                      entry ->
                          new FunctionMetrics(
                              entry.getKey().functionName(), entry.getValue().live()))
                  .toList(),
              alarms.thatTell(GameDashboard.PAYMENTS)));
    }
  }

  /** Returns what Lambda measures of the function that takes purchases. */
  public FunctionMetrics ofPurchases() {
    return ofPurchases;
  }

  /** Returns the function that answers operators. */
  public LiveFunction forOperators() {
    return forOperators;
  }

  private void timer(
      String name, LiveFunction function, String purpose, Duration rate, Alarms alarms) {
    Queue undelivered =
        DeadLetters.queue(this, "Undelivered" + name + "Ticks", alarms, removalPolicy());
    new Timer(this, name + "Timer", new Timer.Props(function, purpose, rate, undelivered));
  }

  private StoreEnvironment stores(StoresConfig stores) {
    DataStack data = props.data();
    return new StoreEnvironment(
        data.storeSettings().credentials().getSecretArn(),
        data.storeSettings().providerSwitch().getParameterName(),
        data.once().table().getTableName(),
        stores.appleBundleId(),
        stores.appleAppId(),
        stores.appleEnvironment(),
        stores.googlePackage(),
        stores.googleAudience(),
        stores.googleTestPurchases(),
        stores.testers(),
        stores.testPurchasesPerDay());
  }

  private SecurityGroup securityGroup() {
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(props.vpc())
            .description("What the payment functions may reach")
            .allowAllOutbound(false)
            .build();
    group
        .getConnections()
        .allowToDefaultPort(props.data().paymentDatabase(), "Proxy of the database");
    // DynamoDB's gateway end point, the stores and the token issuer have public addresses.
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "AWS, the stores, keys of the token issuer");
    return group;
  }
}
