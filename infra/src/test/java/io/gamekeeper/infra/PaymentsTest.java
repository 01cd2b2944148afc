package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.Bundle;
import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.MigrationEnvironment;
import io.gamekeeper.contract.OutboxEnvironment;
import io.gamekeeper.contract.PurchaseLogEnvironment;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.Use;
import io.gamekeeper.infra.config.StageName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PaymentsTest {

  @Test
  void whoServesPlayersKnowsDatabaseStoresAndTokens() {
    Map<String, String> environment = DeployedFunction.inDev(GameFunction.PURCHASES).environment();

    assertThat(DatabaseEnvironment.from(environment).database())
        .contains("mysql://payments@")
        .contains("PaymentDatabaseProxy")
        .contains(":3306/gamekeeper");
    assertThat(IdentityEnvironment.from(environment).issuer())
        .isEqualTo("https://id.dev.gamekeeper.example");
    StoreEnvironment stores = StoreEnvironment.from(environment);
    assertThat(stores.credentials()).contains("StoreSettingsCredentials");
    assertThat(stores.providerSwitch()).contains("StoreSettingsProviderSwitch");
    assertThat(stores.onceTable()).contains("OnceTable");
    assertThat(stores.googleAudience())
        .isEqualTo("https://api.dev.gamekeeper.example/v1/store-notifications/google");
  }

  @Test
  void purchasesThatNobodyPaidForDoNotCountInProd() {
    StoreEnvironment dev = StoreEnvironment.from(purchasesIn(StageName.DEV));
    StoreEnvironment prod = StoreEnvironment.from(purchasesIn(StageName.PROD));

    assertThat(dev.appleEnvironment()).isEqualTo("Sandbox");
    assertThat(dev.googleTestPurchases()).isTrue();
    assertThat(prod.appleEnvironment()).isEqualTo("Production");
    assertThat(prod.googleTestPurchases()).isFalse();
  }

  /** App Review buys in the sandbox, with an account that nobody knows before. */
  @Test
  void aFewTestPurchasesADayAreGrantedInProd() {
    StoreEnvironment prod = StoreEnvironment.from(purchasesIn(StageName.PROD));

    assertThat(prod.testers()).isEmpty();
    assertThat(prod.testPurchasesPerDay()).isBetween(1, 20);
  }

  @Test
  void theOthersKnowWhatTheyWorkOn() {
    assertThat(OutboxEnvironment.from(environment(GameFunction.OUTBOX_RELAY)).eventBus())
        .contains("Dev-Core:ExportsOutputRefEvents");
    assertThat(
            PurchaseLogEnvironment.from(environment(GameFunction.PURCHASE_LOG)).purchaseLogTable())
        .contains("PurchaseLogTable");
    MigrationEnvironment migration =
        MigrationEnvironment.from(environment(GameFunction.DATABASE_MIGRATION));
    assertThat(migration.ownerDatabase()).contains("mysql://gamekeeper@");
    assertThat(migration.usersSecret()).contains("PaymentDatabaseUsersSecret");
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionLogsInAsTheOneUserItNeeds(GameFunction function) {
    List<String> users =
        DeployedFunction.inDev(function).statements().stream()
            .filter(s -> s.path("Action").asText().equals("rds-db:connect"))
            .map(s -> s.at("/Resource/Fn::Join/1").toString().replaceAll("(?s).*/(\\w+)\"]$", "$1"))
            .toList();

    if (function.uses().contains(Use.CONNECT_AS_OWNER)) {
      assertThat(users).containsExactly("gamekeeper");
    } else if (function.uses().contains(Use.CONNECT_TO_PAYMENTS)) {
      assertThat(users).containsExactly("payments");
    } else {
      assertThat(users).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void nobodyReadsASecretThatIsNotItsOwn(GameFunction function) {
    List<String> secrets =
        DeployedFunction.inDev(function).statements().stream()
            .filter(s -> s.path("Action").asText().equals("secretsmanager:GetSecretValue"))
            .map(s -> s.at("/Resource/Fn::ImportValue").asText())
            .toList();

    if (function.uses().contains(Use.READ_STORE_CREDENTIALS)) {
      assertThat(secrets).singleElement().asString().contains("StoreSettingsCredentials");
    } else if (function.uses().contains(Use.READ_USERS_SECRET)) {
      assertThat(secrets).singleElement().asString().contains("PaymentDatabaseUsersSecret");
    } else {
      assertThat(secrets).isEmpty();
    }
  }

  @Test
  void functionsReachTheProxyAndHttpsAndNothingElse() {
    JsonNode group =
        Templates.only(StageName.DEV, "Payments", "AWS::EC2::SecurityGroup").path("Properties");
    JsonNode proxy =
        Templates.only(StageName.DEV, "Payments", "AWS::EC2::SecurityGroupEgress")
            .path("Properties");

    assertThat(group.path("SecurityGroupEgress")).hasSize(1);
    assertThat(group.at("/SecurityGroupEgress/0/FromPort").asInt()).isEqualTo(443);
    assertThat(proxy.path("FromPort").asInt()).isEqualTo(3306);
    assertThat(proxy.path("DestinationSecurityGroupId").toString())
        .contains("PaymentDatabaseProxySecurityGroup");
  }

  @Test
  void aNewVersionOfTheMigrationRunsBeforeWhoeverUsesTheDatabase() {
    JsonNode run = Templates.only(StageName.DEV, "Payments", "Custom::DatabaseMigration");
    String id =
        Templates.resources(StageName.DEV, "Payments", "Custom::DatabaseMigration")
            .keySet()
            .iterator()
            .next();

    assertThat(run.at("/Properties/ServiceToken/Ref").asText())
        .startsWith("DatabaseMigrationFunctionAliaslive");
    assertThat(run.at("/Properties/FunctionVersion/Fn::GetAtt/0").asText())
        .startsWith("DatabaseMigrationFunctionCurrentVersion");
    assertThat(run.path("DependsOn").toString()).contains("DatabaseProxySecurityGroup");
    functions()
        .forEach(
            function ->
                assertThat(
                        DeployedFunction.texts(
                            DeployedFunction.inDev(function).resource().path("DependsOn")))
                    .as(function.functionName())
                    .matches(
                        dependencies ->
                            dependencies.contains(id)
                                == function.uses().contains(Use.CONNECT_TO_PAYMENTS)));
  }

  /**
   * CloudFormation invokes the function by an event; Lambda repeats events that failed, unless told
   * otherwise, and starts them late when it is busy.
   */
  @ParameterizedTest
  @EnumSource
  void theMigrationAnswersBeforeCloudFormationGivesUpAndIsNeverRepeatedBehindItsBack(
      StageName stage) {
    JsonNode run =
        Templates.only(stage, "Payments", "Custom::DatabaseMigration").path("Properties");
    JsonNode events =
        Templates.resources(stage, "Payments", "AWS::Lambda::EventInvokeConfig").entrySet().stream()
            .filter(config -> config.getKey().startsWith("DatabaseMigration"))
            .map(config -> config.getValue().path("Properties"))
            .findAny()
            .orElseThrow();
    int timeout =
        new DeployedFunction(stage, GameFunction.DATABASE_MIGRATION)
            .properties()
            .path("Timeout")
            .asInt();
    int latestStart = events.path("MaximumEventAgeInSeconds").asInt();

    assertThat(timeout).isEqualTo(TimeLimit.LONGEST.duration().toSeconds());
    assertThat(events.path("MaximumRetryAttempts").asInt(-1)).isZero();
    assertThat(events.path("Qualifier").toString()).contains("DatabaseMigrationFunctionAliaslive");
    // What is repeated is decided before there is something to repeat.
    assertThat(
            Templates.only(stage, "Payments", "Custom::DatabaseMigration")
                .path("DependsOn")
                .toString())
        .contains("DatabaseMigrationFunctionAliasliveEventInvokeConfig");
    assertThat(run.path("ServiceTimeout").asInt())
        .isGreaterThanOrEqualTo(latestStart + timeout + 30)
        .isLessThanOrEqualTo(3600);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionHasTheTimeThatItsTestsAddUpTo(GameFunction function) {
    TimeLimit limit =
        switch (function) {
          case PURCHASES, STORE_NOTIFICATIONS -> TimeLimit.PLAYER;
          case PAYMENT_RECONCILER, OUTBOX_RELAY -> TimeLimit.TICK;
          case LEDGER_CHECK, DATABASE_MIGRATION -> TimeLimit.LONGEST;
          default -> null;
        };

    if (limit != null) {
      assertThat(DeployedFunction.inDev(function).properties().path("Timeout").asInt())
          .isEqualTo(limit.duration().toSeconds());
    }
  }

  @Test
  void timersTickAndAFailedRunWaitsForTheNextTick() {
    Map<String, String> rates = new TreeMap<>();
    Templates.resources(StageName.DEV, "Payments", "AWS::Scheduler::Schedule")
        .values()
        .forEach(
            schedule -> {
              JsonNode target = schedule.at("/Properties/Target");
              rates.put(
                  target.at("/Arn/Ref").asText().replaceAll("FunctionAliaslive.*", ""),
                  schedule.at("/Properties/ScheduleExpression").asText());
              assertThat(target.at("/DeadLetterConfig/Arn/Fn::GetAtt/0").asText())
                  .matches("Undelivered\\w+Ticks\\w+");
            });

    assertThat(rates)
        .isEqualTo(
            Map.of(
                "LedgerCheck", "rate(1 hour)",
                "OutboxRelay", "rate(1 minute)",
                "PaymentErasure", "rate(1 minute)",
                "PaymentReconciler", "rate(1 minute)"));
    assertThat(
            Templates.resources(StageName.DEV, "Payments", "AWS::Lambda::EventInvokeConfig")
                .values())
        .hasSize(5)
        .allMatch(config -> config.at("/Properties/MaximumRetryAttempts").asInt(-1) == 0);
  }

  @Test
  void whatRunsEveryMinuteEndsWithinItAndReservesNothing() {
    for (GameFunction function :
        List.of(
            GameFunction.PAYMENT_RECONCILER,
            GameFunction.OUTBOX_RELAY,
            GameFunction.PAYMENT_ERASURE)) {
      JsonNode properties = new DeployedFunction(StageName.PROD, function).properties();

      // Two at a time do no harm, and a new account has nothing to reserve from.
      assertThat(properties.has("ReservedConcurrentExecutions")).isFalse();
      assertThat(properties.path("Timeout").asInt()).isEqualTo(60);
    }
  }

  @Test
  void announcedPurchasesReachTheLogThroughItsOwnQueue() {
    JsonNode rule = Templates.only(StageName.DEV, "Payments", "AWS::Events::Rule");
    JsonNode pattern = rule.at("/Properties/EventPattern");
    String queueId = rule.at("/Properties/Targets/0/Arn/Fn::GetAtt/0").asText();
    JsonNode queue =
        Templates.template(StageName.DEV, "Payments").at("/Resources/" + queueId + "/Properties");
    JsonNode mapping =
        Templates.only(StageName.DEV, "Payments", "AWS::Lambda::EventSourceMapping")
            .path("Properties");

    assertThat(DeployedFunction.texts(pattern.path("source")))
        .containsExactly("gamekeeper.payment");
    assertThat(DeployedFunction.texts(pattern.path("detail-type")))
        .containsExactly("purchase.completed", "purchase.refunded", "purchase.refunded-in-part");
    assertThat(rule.at("/Properties/Targets/0/DeadLetterConfig/Arn/Fn::GetAtt/0").asText())
        .startsWith("UnprocessedPurchases");
    assertThat(queue.path("SqsManagedSseEnabled").asBoolean()).isTrue();
    assertThat(queue.at("/RedrivePolicy/maxReceiveCount").asInt()).isEqualTo(5);
    assertThat(queue.at("/RedrivePolicy/deadLetterTargetArn/Fn::GetAtt/0").asText())
        .startsWith("UnprocessedPurchases");
    assertThat(queue.path("VisibilityTimeout").asInt())
        .isGreaterThanOrEqualTo(
            6
                * DeployedFunction.inDev(GameFunction.PURCHASE_LOG)
                    .properties()
                    .path("Timeout")
                    .asInt());
    assertThat(mapping.at("/EventSourceArn/Fn::GetAtt/0").asText()).isEqualTo(queueId);
    assertThat(mapping.path("FunctionName").toString()).contains("PurchaseLogFunctionAliaslive");
    assertThat(DeployedFunction.texts(mapping.path("FunctionResponseTypes")))
        .containsExactly("ReportBatchItemFailures");
    // A full queue takes no more of the account's concurrency than that, without a reservation.
    assertThat(mapping.at("/ScalingConfig/MaximumConcurrency").asInt()).isEqualTo(5);
  }

  private static Stream<GameFunction> functions() {
    return Stream.of(GameFunction.values()).filter(f -> f.bundle() == Bundle.PAYMENT);
  }

  private static Map<String, String> environment(GameFunction function) {
    return DeployedFunction.inDev(function).environment();
  }

  private static Map<String, String> purchasesIn(StageName stage) {
    return new DeployedFunction(stage, GameFunction.PURCHASES).environment();
  }
}
