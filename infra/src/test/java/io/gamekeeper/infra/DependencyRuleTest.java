package io.gamekeeper.infra;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.gamekeeper.infra.config.Sorted;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DependencyRuleTest {

  private static final JavaClasses INFRA =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.gamekeeper.infra");

  @Test
  void infraKnowsFunctionsByContractOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.gamekeeper.infra..",
            "io.gamekeeper.contract..",
            "io.gamekeeper.dashboards",
            "io.github.cdklabs.cdknag",
            "software.amazon.awscdk..",
            "software.amazon.jsii..",
            "software.constructs..",
            "com.fasterxml.jackson..",
            "org.jspecify.annotations",
            "java..")
        .check(INFRA);
  }

  @Test
  void templatesDoNotDependOnAnOrderThatVaries() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Sorted.class)
        .should()
        .callMethodWhere(
            target(owner(equivalentTo(Map.class).or(equivalentTo(Set.class))))
                .and(target(nameMatching("of|ofEntries|copyOf")))
                .and(
                    DescribedPredicate.describe(
                        "more than one entry", DependencyRuleTest::takesSeveralEntries)))
        .because("the order of Map.of and Set.of differs from one JVM to the next: use Sorted")
        .check(INFRA);
  }

  private static boolean takesSeveralEntries(JavaCall<?> call) {
    int oneEntry = call.getTargetOwner().isAssignableTo(Map.class) ? 2 : 1;
    return call.getName().endsWith("copyOf")
        || call.getTarget().getRawParameterTypes().size() > oneEntry;
  }
}
