package io.taffrail.controller;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.taffrail.controller.command.CommandCodec;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CONTROLLER =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.taffrail.controller");

    @Test
    void servicesNeverImportEachOther() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taffrail.broker..", "io.taffrail.gateway..")
                .because("services meet in the kernel's vocabulary and on the wire")
                .check(CONTROLLER);
    }

    @Test
    void springStaysAtTheEdge() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..app..", "..rest..", "..projection..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..", "jakarta..", "org.hibernate..", "io.micrometer..")
                .because("a simulation runs the controller without a container")
                .check(CONTROLLER);
    }

    @Test
    void kafkasClassesStayInTheApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.taffrail.controller.api..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .because("rules and logs outlive the versions of a wire format")
                .check(CONTROLLER);
    }

    @Test
    void ratisStaysInTheQuorum() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.taffrail.controller.quorum..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.ratis..")
                .because("the log is a port, with another behind it in tests and simulation")
                .check(CONTROLLER);
    }

    @Test
    void rulesKnowNothingButTheirArguments() {
        classes()
                .that()
                .resideInAPackage("io.taffrail.controller.decide..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.taffrail.controller.decide..",
                        "io.taffrail.controller.command..",
                        "io.taffrail.kernel.metadata..",
                        "io.taffrail.kernel.config..",
                        "io.taffrail.kernel.machine..",
                        "io.taffrail.kernel.fault..",
                        "java.lang..",
                        "java.util",
                        "java.util.function..",
                        "java.util.stream..",
                        "java.nio",
                        "org.jspecify..")
                .because("each controller decides the same log by itself, and must decide the same")
                .check(CONTROLLER);
        noClasses()
                .that()
                .resideInAPackage("io.taffrail.controller.decide..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(System.class, Thread.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .because("time and chance come with the command")
                .check(CONTROLLER);
    }

    @Test
    void nobodyReadsTheProjectionToDecide() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..app..", "..rest..", "..projection..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.taffrail.controller.projection..")
                .because("the database can be deleted at any time")
                .check(CONTROLLER);
    }

    @Test
    void commandsAreValuesOfTheKernel() {
        classes()
                .that()
                .resideInAPackage(CommandCodec.class.getPackageName())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        CommandCodec.class.getPackageName(),
                        "io.taffrail.kernel..",
                        "java..",
                        "org.jspecify..")
                .because("the log is read by later builds with other libraries")
                .check(CONTROLLER);
    }
}
