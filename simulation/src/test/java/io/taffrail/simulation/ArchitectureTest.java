package io.taffrail.simulation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses SIMULATION =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.taffrail.simulation");

    @Test
    void theSimulatedDiskKnowsNothingOfWhatRunsOnIt() {
        noClasses()
                .that()
                .resideInAPackage("io.taffrail.simulation.disk..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.taffrail.broker..",
                        "io.taffrail.controller..",
                        "io.taffrail.protocol..")
                .because("a disk that knows what is written to it could spare it")
                .check(SIMULATION);
    }

    @Test
    void nothingHereTouchesRealFilesThreadsOrClocks() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(java.nio.file.Files.class, Thread.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .because("a seed must give the same run, thousands of times a minute")
                .check(SIMULATION);
    }
}
