package io.taffrail.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.taffrail.gateway");

    @Test
    void theGatewayKnowsNoOtherService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.taffrail.controller..", "io.taffrail.broker..")
                .because("services meet in the kernel's vocabulary and on the wire")
                .check(CLASSES);
    }

    @Test
    void springStaysAtTheEdge() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..app..", "..rest..", "..ws..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta.servlet..")
                .because("streams and producing are plain Java, whatever door leads to them")
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
                .because("the doors speak of records and partitions, and the link speaks Kafka")
                .check(CLASSES);
    }

    @Test
    void streamsAndProducingKnowNoDoor() {
        noClasses()
                .that()
                .resideInAnyPackage("..stream..", "..produce..", "..gateway.dashboard..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..gateway.rest..", "..gateway.ws..", "..gateway.app..")
                .because("REST, SSE and WebSocket share them")
                .check(CLASSES);
    }

    @Test
    void ofKafkasCoordinatorOnlyTheSchemasAreUsed() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.apache.kafka.coordinator..")
                                .and(resideOutsideOfPackage("..group.generated..")))
                .because("its tools read what we write, and the coordinator is ours")
                .check(CLASSES);
    }

    @Test
    void coordinatorsKnowNoDoor() {
        noClasses()
                .that()
                .resideInAPackage("..coordinator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..gateway.rest..",
                        "..gateway.ws..",
                        "..gateway.app..",
                        "..gateway.stream..")
                .because("every door reaches groups in the same way")
                .check(CLASSES);
    }
}
