package io.gamekeeper.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Who may know whom. The classes are read from the modules' output folders, not from this module's
 * class path, so that no dependency is needed to check one.
 */
final class DependencyRulesTest {
  private static final Path ROOT = Path.of(System.getProperty("gamekeeper.root"));
  private static final JavaClasses CONTRACT = module("functions/contract");
  private static final JavaClasses PLATFORM = module("functions/platform");
  private static final JavaClasses GAME_API = module("functions/game-api");
  private static final JavaClasses PAYMENT = module("functions/payment");
  private static final JavaClasses LIVE_OPS = module("functions/live-ops");
  private static final JavaClasses FUNCTIONS =
      modules(
          "functions/contract",
          "functions/platform",
          "functions/game-api",
          "functions/payment",
          "functions/live-ops");
  private static final JavaClasses INFRA = module("infra");
  private static final JavaClasses LOCAL = module("local");
  private static final JavaClasses FLEET = module("fleet");

  private static final String[] FUNCTION_CAPABILITIES = {
    "io.gamekeeper.leaderboard..",
    "io.gamekeeper.health..",
    "io.gamekeeper.payment..",
    "io.gamekeeper.asset.."
  };
  private static final String[] AWS_TYPES = {
    "software.amazon..", "com.amazonaws..", "redis.clients..", "com.fasterxml.jackson.."
  };

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
    for (JavaClasses shipped : List.of(FUNCTIONS, INFRA, LOCAL, FLEET, module("cli"))) {
      noClasses()
          .should()
          .dependOnClassesThat(resideInAnyPackage("io.gamekeeper.testing.."))
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
  void nobodyElseKnowsThePayments() {
    noClasses()
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.gamekeeper.payment.."))
        .check(GAME_API);
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.gamekeeper.leaderboard..", "io.gamekeeper.health.."))
        .check(PAYMENT);
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
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(FUNCTIONS);
  }

  @Test
  void functionsHaveNoMutableStatics() {
    ArchRuleDefinition.fields().that().areStatic().should(beConstants()).check(FUNCTIONS);
  }

  @Test
  void everyPackageIsNullMarked() throws Exception {
    for (String module :
        List.of(
            "functions/contract",
            "functions/platform",
            "functions/game-api",
            "functions/payment",
            "functions/live-ops",
            "infra",
            "local",
            "cli")) {
      JavaClasses classes = module(module);
      List<String> unmarked =
          classes.stream()
              .map(c -> c.getPackage())
              .distinct()
              .filter(p -> p.tryGetPackageInfo().isEmpty())
              .map(p -> p.getName())
              .toList();
      assertThat(unmarked).as("packages of %s without package-info.java", module).isEmpty();
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

  private static JavaClasses module(String path) {
    return modules(path);
  }

  private static JavaClasses modules(String... paths) {
    JavaClasses classes =
        new ClassFileImporter()
            .importPaths(
                Stream.of(paths).map(p -> ROOT.resolve(p).resolve("target/classes")).toList());
    assertThat(classes).as("compiled classes of %s", List.of(paths)).isNotEmpty();
    return classes;
  }
}
