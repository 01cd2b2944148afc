package io.gamekeeper.infra.data;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.OnceTable;
import io.gamekeeper.contract.OperationsAuditTable;
import io.gamekeeper.contract.PlayerFiguresTable;
import io.gamekeeper.contract.PurchaseLogTable;
import io.gamekeeper.contract.ScoreLogTable;
import io.gamekeeper.contract.SeasonTable;
import io.gamekeeper.contract.erasure.ErasureTable;
import io.gamekeeper.contract.event.EventLogTable;
import io.gamekeeper.contract.event.PlayerTable;
import io.gamekeeper.dashboards.DatabaseDashboard;
import io.gamekeeper.dashboards.Metrics;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import io.gamekeeper.infra.data.EncryptedTable.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;

/** Everything that must survive a deployment, and nothing else. */
public final class DataStack extends StageStack {
  private final EncryptedTable scoreLog;
  private final EncryptedTable seasonStandings;
  private final Ranking ranking;
  private final PaymentDatabase paymentDatabase;
  private final StoreSettings storeSettings;
  private final EncryptedTable purchaseLog;
  private final EncryptedTable once;
  private final EncryptedTable playerFigures;
  private final EncryptedTable operationsAudit;
  private final EncryptedTable eventLog;
  private final EncryptedTable players;
  private final EncryptedTable erasures;
  private final EventQueues eventQueues;
  private final OnCallStores onCall;

  /** Creates the stack below a stage, inside the stage's network. */
  public DataStack(
      Construct scope, String id, StageConfig config, IVpc vpc, ITopic alarmTopic, Alarms alarms) {
    super(scope, id, config, "Score log, season standings, live ranking and payments");
    Key key =
        Key.Builder.create(this, "DataKey")
            .description("Encrypts the game's data")
            .enableKeyRotation(true)
            .pendingWindow(Duration.days(30))
            .removalPolicy(removalPolicy())
            .build();
    scoreLog =
        table("ScoreLog", Schema.sorted(ScoreLogTable.PARTITION_KEY, ScoreLogTable.SORT_KEY), key);
    seasonStandings =
        table(
            "SeasonStandings", Schema.sorted(SeasonTable.PARTITION_KEY, SeasonTable.SORT_KEY), key);
    ranking =
        new Ranking(
            this,
            "Ranking",
            new Ranking.Props(
                vpc, key, config.redis(), config.name(), config.logRetention(), removalPolicy()));
    paymentDatabase =
        new PaymentDatabase(
            this, "PaymentDatabase", new PaymentDatabase.Props(vpc, key, config, alarms));
    storeSettings = new StoreSettings(this, "StoreSettings", config.name(), key, removalPolicy());
    purchaseLog =
        table(
            "PurchaseLog",
            Schema.sorted(PurchaseLogTable.PARTITION_KEY, PurchaseLogTable.SORT_KEY),
            key);
    once = table("Once", Schema.expiring(OnceTable.PARTITION_KEY, OnceTable.EXPIRY), key);
    playerFigures =
        table(
            "PlayerFigures",
            Schema.sortedExpiring(
                PlayerFiguresTable.PARTITION_KEY,
                PlayerFiguresTable.SORT_KEY,
                PlayerFiguresTable.EXPIRY),
            key);
    operationsAudit =
        table(
            "OperationsAudit",
            Schema.sorted(OperationsAuditTable.PARTITION_KEY, OperationsAuditTable.SORT_KEY),
            key);
    eventLog =
        table(
            "EventLog",
            Schema.sortedExpiring(
                EventLogTable.PARTITION_KEY, EventLogTable.SORT_KEY, EventLogTable.EXPIRY),
            key);
    players = table("Players", Schema.expiring(PlayerTable.PARTITION_KEY, PlayerTable.EXPIRY), key);
    erasures =
        table("Erasures", Schema.expiring(ErasureTable.PARTITION_KEY, ErasureTable.EXPIRY), key);
    eventQueues = new EventQueues(this, "EventQueues", alarms, removalPolicy());
    onCall = new OnCallStores(this, "OnCall", alarmTopic, alarms, key, config.protection());
    StoreAlarms stores = new StoreAlarms(this, alarms);
    stores.about(ranking);
    Map<String, EncryptedTable> written =
        Sorted.map("once", once, "purchases", purchaseLog, "scores", scoreLog);
    written.put("events", eventLog);
    written.put("players", players);
    stores.about(written);
    if (config.shows(GameDashboard.DATABASE)) {
      List<String> shown = new ArrayList<>(alarms.thatTell(GameDashboard.DATABASE));
      // Payments declare it, as they are what it is about.
      shown.addFirst(alarms.name(GameAlarm.PAYMENT_DATABASE_DOWN));
      new DatabaseDashboard(
          this,
          "Dashboard",
          new DatabaseDashboard.Props(
              new Metrics(config.name().key(), config.metricsNamespace()),
              paymentDatabase.identifier(),
              paymentDatabase.replicaIdentifier(),
              paymentDatabase.identifier(),
              shown));
    }
  }

  private EncryptedTable table(String id, Schema schema, Key key) {
    return new EncryptedTable(this, id, schema, key, config().protection());
  }

  /**
   * Returns the append-only log of accepted scores: the durable truth from which every board is
   * rebuilt.
   */
  public EncryptedTable scoreLog() {
    return scoreLog;
  }

  /** Returns the frozen standings of past seasons. */
  public EncryptedTable seasonStandings() {
    return seasonStandings;
  }

  /** Returns the Redis in which players are ranked. */
  public Ranking ranking() {
    return ranking;
  }

  /** Returns the database of purchases, wallets and the ledger. */
  public PaymentDatabase paymentDatabase() {
    return paymentDatabase;
  }

  /** Returns what people set about the app stores. */
  public StoreSettings storeSettings() {
    return storeSettings;
  }

  /**
   * Returns the log of who bought what and when, for marketing; it is written from the announced
   * events.
   */
  public EncryptedTable purchaseLog() {
    return purchaseLog;
  }

  /**
   * Returns the records of what was already done, so that it is not done twice; they expire by
   * themselves.
   */
  public EncryptedTable once() {
    return once;
  }

  /** Returns what is counted of the players and their purchases. */
  public EncryptedTable playerFigures() {
    return playerFigures;
  }

  /** Returns the log of what each player did. */
  public EncryptedTable eventLog() {
    return eventLog;
  }

  /** Returns what is known of each player. */
  public EncryptedTable players() {
    return players;
  }

  /** Returns the erasures of players: those to be done, and for a while those that were done. */
  public EncryptedTable erasures() {
    return erasures;
  }

  /** Returns the queues between players' events and their listeners. */
  public EventQueues eventQueues() {
    return eventQueues;
  }

  /** Returns what on-call keeps. */
  public OnCallStores onCall() {
    return onCall;
  }

  /** Returns what operators changed, and why; nothing is ever taken out of it. */
  public EncryptedTable operationsAudit() {
    return operationsAudit;
  }
}
