package io.taffrail.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void theCommandLineIsAClientLikeAnyOther() {
        noClasses()
                .that()
                .resideInAPackage("io.taffrail.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.taffrail.kernel..",
                        "io.taffrail.protocol..",
                        "io.taffrail.broker..",
                        "io.taffrail.controller..",
                        "io.taffrail.gateway..",
                        "org.springframework..")
                .because("what works for it then works for every other client")
                .check(
                        new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages("io.taffrail.cli"));
    }
}
