package io.taffrail.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;

class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.taffrail.standalone");

    @Test
    void threeImportsAndAPropertiesFileAreAllThatItTakes() {
        assertThat(StandaloneApplication.class.getAnnotation(Import.class).value()).hasSize(3);
        assertThat(StandaloneApplication.class.getDeclaredMethods()).isEmpty();
    }

    @Test
    void theServicesAreEmbeddedByTheirEdges() {
        classes()
                .that()
                .haveSimpleName("StandaloneApplication")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.springframework..",
                        "io.taffrail.standalone..",
                        "io.taffrail.*.app..",
                        "org.jspecify..")
                .because("whoever embeds a service imports its configuration, and nothing inside")
                .check(CLASSES);
    }

    @Test
    void nothingHereSpeaksTheWire() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.netty..", "org.apache.ratis..")
                .because("it puts services together and has no work of its own")
                .check(CLASSES);
    }
}
