package io.gamekeeper.infra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class DependencyRuleTest {

  @Test
  void infraKnowsFunctionsByContractOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.gamekeeper.infra..",
            "io.gamekeeper.contract",
            "io.github.cdklabs.cdknag",
            "software.amazon.awscdk..",
            "software.amazon.jsii..",
            "software.constructs..",
            "com.fasterxml.jackson..",
            "org.jspecify.annotations",
            "java..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.gamekeeper.infra"));
  }
}
