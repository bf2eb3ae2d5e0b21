package io.taffrail.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.taffrail.protocol");

    @Test
    void theWireKnowsNoService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.taffrail.broker..", "io.taffrail.controller..", "io.taffrail.gateway..")
                .because("services meet on the wire, so the wire comes before all of them")
                .check(CLASSES);
    }

    @Test
    void theWireNeedsNoSpring() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta..")
                .because("the simulation and embedded nodes run it without a container")
                .check(CLASSES);
    }

    @Test
    void recordBatchesAreReadWithoutNetty() {
        noClasses()
                .that()
                .resideInAPackage("..records..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .because("the storage engine sees bytes, and neither sockets nor their buffers")
                .check(CLASSES);
    }

    @Test
    void packagesOfTheWireDoNotGoInCircles() {
        slices().matching("io.taffrail.protocol.(*)..")
                .should()
                .beFreeOfCycles()
                .because("whoever reads one of them should not have to read all of them")
                .check(CLASSES);
    }
}
