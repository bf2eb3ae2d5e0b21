package io.taffrail.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.taffrail.metrics");

    @Test
    void whatAllServicesShareKnowsNoneOfThem() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.taffrail.broker..",
                        "io.taffrail.controller..",
                        "io.taffrail.gateway..",
                        "org.apache.kafka..")
                .because("it says how numbers are told, and not which")
                .check(CLASSES);
    }

    @Test
    void springStaysAtTheEdge() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta..")
                .because("meters are made in tests without a container")
                .check(CLASSES);
    }
}
