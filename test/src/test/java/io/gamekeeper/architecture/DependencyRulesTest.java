package io.gamekeeper.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
final class DependencyRulesTest {
  /** The modules whose zips Lambda runs. */
  private static final List<String> FUNCTION_MODULES =
      Modules.ALL.stream()
          .filter(module -> module.startsWith("functions/"))
          .filter(module -> !module.matches("functions/(contract|platform|testing)"))
          .toList();

  private static final JavaClasses CONTRACT = Modules.classes("functions/contract");
  private static final JavaClasses PLATFORM = Modules.classes("functions/platform");
  private static final JavaClasses GAME_API = Modules.classes("functions/game-api");
  private static final JavaClasses PAYMENT = Modules.classes("functions/payment");
  private static final JavaClasses INSIGHT = Modules.classes("functions/insight");
  private static final JavaClasses LIVE_OPS = Modules.classes("functions/live-ops");
  private static final JavaClasses FUNCTIONS =
      Modules.classes(
          Stream.concat(
              FUNCTION_MODULES.stream(), Stream.of("functions/contract", "functions/platform")));
  private static final JavaClasses INFRA = Modules.classes("infra");
  private static final JavaClasses LOCAL = Modules.classes("local");
  private static final JavaClasses FLEET = Modules.classes("fleet");

  private static final String[] FUNCTION_CAPABILITIES = {
    "io.gamekeeper.leaderboard..",
    "io.gamekeeper.health..",
    "io.gamekeeper.payment..",
    "io.gamekeeper.asset..",
    "io.gamekeeper.insight..",
    "io.gamekeeper.console..",
    "io.gamekeeper.event..",
    "io.gamekeeper.oncall.."
  };
  private static final String[] AWS_TYPES = {
    "software.amazon..", "com.amazonaws..", "redis.clients..", "com.fasterxml.jackson.."
  };

  /**
   * Reads the machine's clock, or waits by it; what is given a clock or is asked of one does not.
   */
  private static final DescribedPredicate<JavaAccess<?>> TAKES_TIME_OR_WAITS =
      describe(
          "takes the machine's time or waits by it",
          access -> {
            String name = access.getTarget().getName();
            List<String> parameters =
                access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget called
                    ? called.getRawParameterTypes().stream().map(JavaClass::getName).toList()
                    : List.of();
            boolean given = parameters.contains("java.time.Clock");
            String owner = access.getTargetOwner().getName();
            return switch (owner) {
              case "java.lang.System" -> name.equals("currentTimeMillis");
              case "java.lang.Thread", "java.util.concurrent.TimeUnit" -> name.equals("sleep");
              case "java.lang.Object" -> name.equals("wait") && !parameters.isEmpty();
              case "java.util.concurrent.locks.LockSupport" ->
                  name.equals("parkNanos") || name.equals("parkUntil");
              case "java.util.Date", "java.util.GregorianCalendar" ->
                  name.equals("<init>") && parameters.isEmpty();
              case "java.util.Calendar" -> name.equals("getInstance");
              case "java.time.Clock", "java.time.InstantSource" ->
                  name.startsWith("system") || (name.startsWith("tick") && !given);
              default -> owner.startsWith("java.time.") && name.equals("now") && !given;
            };
          });

  /** Who may know the machine's time beside a stage and a game server, and why. */
  private static final Map<String, String> MACHINE_TIME =
      Map.of(
          "io.gamekeeper.local.StageOptions", "chooses the wall clock for the stage",
          "io.gamekeeper.local.aws.lambda.TimeLimits", "ends code that takes the machine's time",
          "io.gamekeeper.local.engine.Supervisor", "looks at processes of this machine",
          "io.gamekeeper.local.engine.RedisEngine", "waits for a process of this machine",
          "io.gamekeeper.local.engine.MariaDbEngine", "waits for a process of this machine",
          "io.gamekeeper.fleet.system.Timing", "chooses the wall clock for the server",
          "io.gamekeeper.fleet.observe.LibraryLogs", "logs before there is a server",
          "io.gamekeeper.fleet.observe.ThisProcess", "the start of this process",
          "io.gamekeeper.fleet.TrainingNeighbours", "a process of its own");

  /**
   * Immutable by their class; everything else that is static must be a constant of these or of our
   * own value types.
   */
  private static final Set<String> MUTABLE_HOLDERS =
      Set.of(
          "java.util.concurrent.atomic.AtomicReference",
          "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicLong",
          "java.util.concurrent.atomic.AtomicBoolean",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ConcurrentMap",
          "java.util.HashMap",
          "java.util.ArrayList",
          "java.lang.ThreadLocal");

  @Test
  void theContractKnowsOnlyTheJdk() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("io.gamekeeper.contract..", "java..", "org.jspecify.annotations.."))
        .check(CONTRACT);
  }

  @Test
  void whatTestsShareIsNeverShipped() {
    for (JavaClasses shipped : List.of(FUNCTIONS, INFRA, LOCAL, FLEET, Modules.classes("cli"))) {
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.gamekeeper.testing..",
                  "io.gamekeeper.platform.testing..",
                  "io.gamekeeper.local.testing.."))
          .check(shipped);
    }
  }

  @Test
  void theSeamSpeaksJdkTypesOnly() {
    classes()
        .that(resideInAPackage("io.gamekeeper.platform"))
        .and()
        .areInterfaces()
        .or()
        .areRecords()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "io.gamekeeper.platform",
                "io.gamekeeper.platform.aws",
                "java..",
                "javax.sql..",
                "org.jspecify.annotations.."))
        .check(PLATFORM.that(resideInAPackage("io.gamekeeper.platform")));
  }

  @Test
  void theDomainKnowsNoAwsTypes() {
    noClasses()
        .that(resideInAnyPackage("io.gamekeeper.leaderboard"))
        .should()
        .dependOnClassesThat(resideInAnyPackage(AWS_TYPES))
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.gamekeeper.leaderboard.store..", "io.gamekeeper.leaderboard.lambda.."))
        .check(GAME_API);
  }

  @Test
  void theDomainOfPaymentsKnowsNeitherAwsNorItsAdapters() {
    noClasses()
        .that(resideInAnyPackage("io.gamekeeper.payment"))
        .should()
        .dependOnClassesThat(resideInAnyPackage(AWS_TYPES))
        .orShould()
        .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql.."))
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.gamekeeper.payment.database..",
                "io.gamekeeper.payment.storefront..",
                "io.gamekeeper.payment.lambda.."))
        .check(PAYMENT);
  }

  @Test
  void theGameServerKnowsNoAwsSdkAndNoModuleButTheContractAndThePlatform() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "io.gamekeeper.fleet..",
                "io.gamekeeper.contract..",
                "io.gamekeeper.platform",
                "io.gamekeeper.platform.http..",
                "io.gamekeeper.platform.identity..",
                "io.gamekeeper.platform.redis..",
                "io.gamekeeper.platform.trace..",
                "java..",
                "com.sun.net.httpserver..",
                "org.eclipse.jetty..",
                "org.slf4j..",
                "org.jspecify.annotations..",
                "io.github.bucket4j..",
                "com.nimbusds..",
                "com.fasterxml.jackson.core.."))
        .check(FLEET);
  }

  @Test
  void theDomainOfAssetsKnowsNeitherAwsNorItsAdapters() {
    noClasses()
        .that(resideInAnyPackage("io.gamekeeper.asset", "io.gamekeeper.asset.client"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("software.amazon..", "com.amazonaws.."))
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage("io.gamekeeper.asset.aws..", "io.gamekeeper.asset.http.."))
        .check(LIVE_OPS);
  }

  @Test
  void theDomainOfInsightKnowsNeitherAwsNorItsAdapters() {
    noClasses()
        .that(resideInAnyPackage("io.gamekeeper.insight"))
        .should()
        .dependOnClassesThat(resideInAnyPackage(AWS_TYPES))
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage("io.gamekeeper.insight.store..", "io.gamekeeper.insight.lambda.."))
        .check(INSIGHT);
  }

  @Test
  void theDomainOfOnCallKnowsNeitherAwsNorItsAdapters() {
    noClasses()
        .that(
            resideInAnyPackage(
                "io.gamekeeper.oncall",
                "io.gamekeeper.oncall.group..",
                "io.gamekeeper.oncall.message..",
                "io.gamekeeper.oncall.page..",
                "io.gamekeeper.oncall.route..",
                "io.gamekeeper.oncall.schedule.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(AWS_TYPES))
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.gamekeeper.oncall.alarm..",
                "io.gamekeeper.oncall.channel..",
                "io.gamekeeper.oncall.queue..",
                "io.gamekeeper.oncall.store..",
                "io.gamekeeper.oncall.lambda.."))
        .check(Modules.classes("functions/on-call"));
  }

  /** A deployed stage is operated without one on this machine. */
  @Test
  void theClientOfTheOperationsApiKnowsNoStage() {
    noClasses()
        .that(resideInAPackage("io.gamekeeper.operations"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.gamekeeper.local..", "io.gamekeeper.cli.."))
        .check(Modules.classes("cli"));
  }

  /** What the console shows knows AWS's clients, and nothing of requests. */
  @Test
  void whatTheConsoleShowsKnowsNoHttp() {
    noClasses()
        .that(
            resideInAnyPackage(
                "io.gamekeeper.console.alarms..",
                "io.gamekeeper.console.dashboards..",
                "io.gamekeeper.console.fleet..",
                "io.gamekeeper.console.logs..",
                "io.gamekeeper.console.metrics..",
                "io.gamekeeper.console.traces.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.gamekeeper.platform.http..", "io.gamekeeper.console.lambda.."))
        .check(Modules.classes("functions/console"));
  }

  @Test
  void functionModulesDoNotKnowEachOther() {
    assertThat(FUNCTION_MODULES)
        .contains(
            "functions/console",
            "functions/game-api",
            "functions/insight",
            "functions/live-ops",
            "functions/on-call",
            "functions/payment");
    for (String module : FUNCTION_MODULES) {
      Stream<String> others = FUNCTION_MODULES.stream().filter(other -> !other.equals(module));
      JavaClasses foreign = Modules.classes(others);
      noClasses()
          .should()
          .dependOnClassesThat(
              describe(
                  "belong to another function module", each -> foreign.contain(each.getName())))
          .check(Modules.classes(module));
    }
  }

  @Test
  void functionsKnowNeitherTheStageNorTheCdkApp() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.gamekeeper.local..", "io.gamekeeper.infra..", "io.gamekeeper.cli.."))
        .check(FUNCTIONS);
  }

  @Test
  void theCdkAppKnowsOnlyTheContract() {
    noClasses()
        .should()
        .dependOnClassesThat(resideInAnyPackage(FUNCTION_CAPABILITIES))
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.gamekeeper.platform..", "io.gamekeeper.local..", "io.gamekeeper.cli.."))
        .check(INFRA);
  }

  @Test
  void dashboardsKnowTheContractAndTheCdkOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.gamekeeper.dashboards",
            "io.gamekeeper.contract",
            "software.amazon.awscdk..",
            "software.constructs..",
            "org.jspecify.annotations",
            "java..")
        .check(Modules.classes("dashboards"));
  }

  @Test
  void theStageKnowsNoFunction() {
    noClasses()
        .should()
        .dependOnClassesThat(resideInAnyPackage(FUNCTION_CAPABILITIES))
        .orShould()
        .dependOnClassesThat(resideInAnyPackage("io.gamekeeper.infra..", "io.gamekeeper.cli.."))
        .check(LOCAL);
  }

  @Test
  void functionsTakeTimeEnvironmentAndWaitingFromThePlatformOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.gamekeeper.platform.aws..")
        .should()
        .accessTargetWhere(TAKES_TIME_OR_WAITS)
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(FUNCTIONS);
  }

  @Test
  void stageAndGameServerTakeTimeAndWaitingFromWhereItIsChosen() {
    for (JavaClasses module : List.of(LOCAL, FLEET)) {
      noClasses()
          .that(
              describe(
                  "have no reason for the machine's own time",
                  each -> !MACHINE_TIME.containsKey(Modules.outermost(each).getName())))
          .should()
          .accessTargetWhere(TAKES_TIME_OR_WAITS)
          .check(module);
    }
  }

  @Test
  void functionsHaveNoMutableStatics() {
    ArchRuleDefinition.fields().that().areStatic().should(beConstants()).check(FUNCTIONS);
  }

  @Test
  void everyPackageIsNullMarked() {
    for (String module : Modules.ALL) {
      List<String> unmarked =
          Modules.classes(module).stream()
              .map(JavaClass::getPackage)
              .distinct()
              .filter(each -> !each.isAnnotatedWith(NullMarked.class))
              .map(JavaPackage::getName)
              .toList();
      assertThat(unmarked)
          .as("packages of %s without @NullMarked in package-info.java", module)
          .isEmpty();
    }
  }

  private static ArchCondition<JavaField> beConstants() {
    return new ArchCondition<>("be final and of a type that does not change") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        boolean synthetic = field.getModifiers().contains(JavaModifier.SYNTHETIC);
        boolean constant =
            field.getModifiers().contains(JavaModifier.FINAL)
                && !MUTABLE_HOLDERS.contains(field.getRawType().getName());
        events.add(
            new SimpleConditionEvent(
                field, synthetic || constant, field.getDescription() + " can change"));
      }
    };
  }
}
