package io.taffrail.broker;

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
                    .importPackages("io.taffrail.broker");

    @Test
    void theBrokerKnowsNoOtherService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taffrail.controller..", "io.taffrail.gateway..")
                .because("services meet in the kernel's vocabulary and on the wire")
                .check(CLASSES);
    }

    @Test
    void springStaysAtTheEdge() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta..", "io.micrometer..")
                .because("the node is plain Java, so that a simulation and tests can compose it")
                .check(CLASSES);
    }

    @Test
    void kafkasClassesStayInTheApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..api..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .because("records travel as bytes, and what decides about them is ours")
                .check(CLASSES);
    }

    @Test
    void theStorageEngineSeesNoNetwork() {
        noClasses()
                .that()
                .resideInAPackage("..storage..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "io.taffrail.protocol.server..",
                        "io.taffrail.protocol.client..",
                        "io.taffrail.protocol.wire..")
                .because("a log is files and bytes, whoever sends them")
                .check(CLASSES);
    }

    @Test
    void theRulesOfReplicationDoNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAPackage("..replication..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.nio..",
                        "java.net..",
                        "java.util.concurrent..",
                        "io.taffrail.kernel.disk..",
                        "io.netty..")
                .because("the simulation steps through them, one event at a time")
                .check(CLASSES);
    }

    @Test
    void packagesDoNotGoInCircles() {
        slices().matching("io.taffrail.broker.(*)..")
                .should()
                .beFreeOfCycles()
                .because("whoever reads one of them should not have to read all of them")
                .check(CLASSES);
    }
}
