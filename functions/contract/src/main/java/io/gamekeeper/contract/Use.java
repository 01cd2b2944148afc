package io.gamekeeper.contract;

import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.event.EventOperationsEnvironment;
import io.gamekeeper.contract.event.EventQueueEnvironment;
import io.gamekeeper.contract.event.EventRetryEnvironment;
import io.gamekeeper.contract.event.EventStoreEnvironment;
import io.gamekeeper.contract.event.LakeEnvironment;
import io.gamekeeper.contract.event.LakeQueryEnvironment;
import io.gamekeeper.contract.oncall.MessengerEnvironment;
import io.gamekeeper.contract.oncall.OnCallEnvironment;
import java.util.List;

/**
 * The ways in which functions use what their environment names. The CDK app grants them to the
 * functions' roles, and the stage checks at its start that they were granted.
 */
public enum Use {
  /** Appends a score once and looks for an earlier one of the same request. */
  APPEND_SCORES(
      LeaderboardEnvironment.SCORE_LOG_TABLE,
      "dynamodb:PutItem",
      "dynamodb:GetItem",
      "dynamodb:Query"),
  /** Reads a board's scores back. */
  READ_SCORES_BACK(LeaderboardEnvironment.SCORE_LOG_TABLE, "dynamodb:Query"),
  /** Asks whether the score log answers. */
  PROBE_SCORE_LOG(LeaderboardEnvironment.SCORE_LOG_TABLE, "dynamodb:GetItem"),
  /** Reads a season, and freezes it if nobody has: the next reader settles a missed timer. */
  FREEZE_SEASONS(LeaderboardEnvironment.SEASON_TABLE, "dynamodb:GetItem", "dynamodb:PutItem"),
  /** Takes a player out of the score log. */
  ERASE_SCORES(LeaderboardEnvironment.SCORE_LOG_TABLE, "dynamodb:Query", "dynamodb:DeleteItem"),
  /** Reads frozen seasons. */
  READ_SEASONS(LeaderboardEnvironment.SEASON_TABLE, "dynamodb:GetItem"),
  /** Takes a player's name out of frozen seasons. */
  RENAME_IN_SEASONS(LeaderboardEnvironment.SEASON_TABLE, "dynamodb:UpdateItem"),
  /** Asks for a board to be rebuilt. */
  START_REBUILD(RebuildEnvironment.REBUILD_FUNCTION, "lambda:InvokeFunction"),
  /** Logs in to the database as the user of the payment functions. */
  CONNECT_TO_PAYMENTS(DatabaseEnvironment.DATABASE, "rds-db:connect"),
  /** Logs in to the database as its owner. */
  CONNECT_AS_OWNER(MigrationEnvironment.OWNER_DATABASE, "rds-db:connect"),
  /** Reads the password of the user it creates. */
  READ_USERS_SECRET(MigrationEnvironment.USERS_SECRET, "secretsmanager:GetSecretValue"),
  /** Reads the keys to the stores. */
  READ_STORE_CREDENTIALS(StoreEnvironment.CREDENTIALS, "secretsmanager:GetSecretValue"),
  /** Asks which provider is in use. */
  READ_PROVIDER_SWITCH(StoreEnvironment.PROVIDER_SWITCH, "ssm:GetParameter"),
  /** Keeps two invocations from making one call to a store. */
  CALL_STORES_ONCE(
      StoreEnvironment.ONCE_TABLE,
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem"),
  /** Keeps an event from being processed twice. */
  CONSUME_ONCE(
      PurchaseLogEnvironment.ONCE_TABLE,
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem"),
  /** Appends to the purchase log, and takes back what came too late. */
  APPEND_PURCHASE_LOG(
      PurchaseLogEnvironment.PURCHASE_LOG_TABLE, "dynamodb:PutItem", "dynamodb:DeleteItem"),
  /** Reads a player's purchase log. */
  READ_PURCHASE_LOG(PurchaseLogEnvironment.PURCHASE_LOG_TABLE, "dynamodb:Query"),
  /** Takes a player out of the purchase log. */
  ERASE_PURCHASE_LOG(
      PurchaseLogEnvironment.PURCHASE_LOG_TABLE, "dynamodb:Query", "dynamodb:DeleteItem"),
  /** Publishes on the event bus. */
  PUBLISH_EVENTS(OutboxEnvironment.EVENT_BUS, "events:PutEvents"),
  /** Counts what players do. */
  KEEP_PLAYER_FIGURES(
      PlayerFiguresEnvironment.FIGURES_TABLE,
      "dynamodb:GetItem",
      "dynamodb:BatchGetItem",
      "dynamodb:Query",
      "dynamodb:PutItem",
      "dynamodb:DeleteItem"),
  /** Keeps purchases until they are counted. */
  PUT_INTO_INBOX(PlayerFiguresEnvironment.FIGURES_TABLE, "dynamodb:PutItem"),
  /** Forgets when a player was seen. */
  FORGET_FIGURES(PlayerFiguresEnvironment.FIGURES_TABLE, "dynamodb:DeleteItem"),
  /** Reads when a player was seen. */
  READ_FIGURES(PlayerFiguresEnvironment.FIGURES_TABLE, "dynamodb:GetItem"),
  /** Sends metrics of the stage's namespace. */
  SEND_METRICS(TelemetryEnvironment.NAMESPACE, "cloudwatch:PutMetricData"),
  /** Looks at alarms and their history. */
  READ_ALARMS(
      OperatorEnvironment.STAGE, "cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory"),
  /** Sets the stage's alarms off, for drills. */
  SET_ALARMS(OperatorEnvironment.STAGE, "cloudwatch:SetAlarmState"),
  /** Looks at the stage's dashboards. */
  READ_DASHBOARDS(OperatorEnvironment.STAGE, "cloudwatch:GetDashboard"),
  /** Reads any metric, and the names of all dashboards: IAM knows no resources there. */
  READ_METRICS(OperatorEnvironment.STAGE, "cloudwatch:GetMetricData", "cloudwatch:ListDashboards"),
  /** Looks at the game servers' groups. */
  READ_FLEET(
      OperatorEnvironment.STAGE,
      "autoscaling:DescribeAutoScalingGroups",
      "autoscaling:DescribeScalingActivities"),
  /** Sizes and renews the game servers' groups. */
  CHANGE_FLEET(
      OperatorEnvironment.STAGE,
      "autoscaling:SetDesiredCapacity",
      "autoscaling:TerminateInstanceInAutoScalingGroup",
      "autoscaling:StartInstanceRefresh"),
  /** Knows the names of log groups. */
  LIST_LOGS(OperatorEnvironment.STAGE, "logs:DescribeLogGroups"),
  /** Reads the stage's log groups and asks questions of them. */
  READ_LOGS(OperatorEnvironment.STAGE, "logs:FilterLogEvents", "logs:StartQuery"),
  /** Hears the answers, and knows the saved questions: IAM knows no resources there. */
  QUERY_LOGS(
      OperatorEnvironment.STAGE,
      "logs:GetQueryResults",
      "logs:StopQuery",
      "logs:DescribeQueryDefinitions"),
  /** Looks at traces. */
  READ_TRACES(
      OperatorEnvironment.STAGE,
      "xray:GetTraceSummaries",
      "xray:BatchGetTraces",
      "xray:GetServiceGraph"),
  /** Keeps account of what operators change. */
  APPEND_AUDIT(OperatorEnvironment.AUDIT_TABLE, "dynamodb:PutItem"),
  /** Looks at what operators changed. */
  READ_AUDIT(OperatorEnvironment.AUDIT_TABLE, "dynamodb:Query"),
  /** Says which provider is in use. */
  SWITCH_PROVIDER(StoreEnvironment.PROVIDER_SWITCH, "ssm:GetParameter", "ssm:PutParameter"),
  /** Puts players' events into the queue, and looks how long it is. */
  QUEUE_EVENTS(EventQueueEnvironment.QUEUE, "sqs:SendMessage", "sqs:GetQueueAttributes"),
  /** Puts players' events into the queue that keeps each player's order. */
  QUEUE_ORDERED_EVENTS(
      EventQueueEnvironment.ORDERED_QUEUE, "sqs:SendMessage", "sqs:GetQueueAttributes"),
  /** Keeps events that a listener failed for, until it is called with them again. */
  RETRY_EVENTS(EventRetryEnvironment.RETRY_QUEUE, "sqs:SendMessage"),
  /** Keeps events that a listener failed for too often. */
  GIVE_EVENTS_UP(EventRetryEnvironment.DEAD_QUEUE, "sqs:SendMessage"),
  /** Looks at events that were given up, and takes them out again. */
  REDRIVE_EVENTS(
      EventRetryEnvironment.DEAD_QUEUE,
      "sqs:GetQueueAttributes",
      "sqs:ReceiveMessage",
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage"),
  /** Looks at events of the queue that keeps an order, and takes them out again. */
  REDRIVE_ORDERED_EVENTS(
      EventOperationsEnvironment.ORDERED_DEAD_QUEUE,
      "sqs:GetQueueAttributes",
      "sqs:ReceiveMessage",
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage"),
  /** Appends to the players' log. */
  APPEND_EVENT_LOG(EventStoreEnvironment.EVENT_LOG_TABLE, "dynamodb:PutItem"),
  /** Keeps what is known of players. */
  KNOW_PLAYERS(EventStoreEnvironment.PLAYER_TABLE, "dynamodb:GetItem", "dynamodb:UpdateItem"),
  /** Reads what a player's log holds. */
  READ_EVENT_LOG(EventStoreEnvironment.EVENT_LOG_TABLE, "dynamodb:Query"),
  /** Takes a player out of the players' log. */
  ERASE_EVENT_LOG(EventStoreEnvironment.EVENT_LOG_TABLE, "dynamodb:Query", "dynamodb:DeleteItem"),
  /** Reads what is known of a player. */
  READ_PLAYERS(EventStoreEnvironment.PLAYER_TABLE, "dynamodb:GetItem"),
  /** Forgets what is known of a player. */
  FORGET_PLAYERS(EventStoreEnvironment.PLAYER_TABLE, "dynamodb:UpdateItem"),
  /** Asks whether a player was erased. */
  READ_ERASURES(ErasureEnvironment.TABLE, "dynamodb:GetItem"),
  /** Begins erasures, and looks how far they are. */
  BEGIN_ERASURES(ErasureEnvironment.TABLE, "dynamodb:GetItem", "dynamodb:PutItem"),
  /** Finds the erasures that are not finished, and says what was done of them. */
  DO_ERASURES(ErasureEnvironment.TABLE, "dynamodb:Scan", "dynamodb:UpdateItem"),
  /** Puts events into the lake. */
  FILL_LAKE(LakeEnvironment.STREAM, "firehose:PutRecordBatch"),
  /** Asks the lake, and hears the answers. */
  ASK_LAKE(
      LakeQueryEnvironment.WORKGROUP,
      "athena:StartQueryExecution",
      "athena:GetQueryExecution",
      "athena:GetQueryResults"),
  /** Knows the lake's tables. Partitions are projected, so that the catalogue is not asked. */
  READ_LAKE_TABLES(LakeQueryEnvironment.DATABASE, "glue:GetDatabase", "glue:GetTable"),
  /** Reads the lake's events, by Athena. */
  READ_LAKE_EVENTS(
      LakeQueryEnvironment.EVENTS, "s3:GetBucketLocation", "s3:ListBucket", "s3:GetObject"),
  /** Keeps what a query returned, by Athena, and reads it. */
  KEEP_LAKE_RESULTS(
      LakeQueryEnvironment.RESULTS,
      "s3:GetBucketLocation",
      "s3:ListBucket",
      "s3:ListBucketMultipartUploads",
      "s3:GetObject",
      "s3:PutObject",
      "s3:AbortMultipartUpload",
      "s3:ListMultipartUploadParts"),
  /** Keeps alerts, what was told of them, and pages on their way. */
  KEEP_ALERTS(
      OnCallEnvironment.TABLE,
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem"),
  /** Reads alerts and pages. */
  READ_ALERTS(OnCallEnvironment.TABLE, "dynamodb:Query"),
  /** Keeps silences, and what people do with incidents. */
  ANSWER_ALERTS(
      OnCallEnvironment.TABLE, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"),
  /** Signs and checks the links by which people take incidents on. */
  SIGN_LINKS(OnCallEnvironment.LINK_KEY, "secretsmanager:GetSecretValue"),
  /** Writes incidents to OpsCenter. */
  MIRROR_INCIDENTS(OnCallEnvironment.STAGE, "ssm:CreateOpsItem", "ssm:UpdateOpsItem"),
  /** Asks for another look at what is due. */
  WAKE_ON_CALL(OnCallEnvironment.QUEUE, "sqs:SendMessage"),
  /** Reads the keys to messengers. */
  READ_MESSENGER_KEYS(MessengerEnvironment.CREDENTIALS, "secretsmanager:GetSecretValue"),
  /** Sends mails in the name of on-call. */
  SEND_MAIL(MessengerEnvironment.MAIL_IDENTITY, "ses:SendEmail"),
  /** Calls people by phone and sends them texts. */
  CALL_PEOPLE(
      MessengerEnvironment.PHONE_NUMBER, "sms-voice:SendTextMessage", "sms-voice:SendVoiceMessage");

  private final String variable;

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives lists that never change
  private final List<String> actions;

  Use(String variable, String... actions) {
    this.variable = variable;
    this.actions = List.of(actions);
  }

  /** Returns the environment variable that names what is used. */
  public String variable() {
    return variable;
  }

  /** Returns the IAM actions that the function's role must be allowed. */
  public List<String> actions() {
    return actions;
  }
}
