package io.taffrail.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.taffrail.bench");

    @Test
    void loadsKnowServersByTheirWireOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.taffrail.bench.load",
                        "io.taffrail.bench.sockets",
                        "io.taffrail.bench.subscribers",
                        "io.taffrail.bench.faults")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.taffrail.kernel..",
                        "io.taffrail.protocol..",
                        "io.taffrail.broker..",
                        "io.taffrail.controller..",
                        "io.taffrail.gateway..")
                .because("a load that shared our code would not treat both servers alike")
                .check(CLASSES);
    }

    @Test
    void microBenchmarksSeeNoKafkaClass() {
        noClasses()
                .that()
                .resideInAPackage("io.taffrail.bench.jmh")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .because("they measure our storage engine, which sees none either")
                .check(CLASSES);
    }
}
