package io.taffrail.kernel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.taffrail.kernel.runtime.Clock;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses KERNEL =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.taffrail.kernel");

    @Test
    void theKernelDependsOnNoFramework() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.taffrail.kernel..",
                        "java..",
                        "org.jspecify..",
                        "org.pcollections..",
                        "org.slf4j..")
                .because("everything else stands on the kernel, so it can stand on nothing heavy")
                .check(KERNEL);
    }

    @Test
    void packagesOfTheKernelFormNoCycle() {
        slices().matching("io.taffrail.kernel.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a package that needs its own user cannot be understood alone")
                .check(KERNEL);
    }

    @Test
    void onlyTheClockReadsTheClock() {
        noClasses()
                .that()
                .areNotAssignableTo(Clock.class)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .because("a simulation owns the time, and can only own what is passed in")
                .check(KERNEL);
    }

    @Test
    void metadataConfigurationAndMachinesAreValues() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.taffrail.kernel.metadata..",
                        "io.taffrail.kernel.config..",
                        "io.taffrail.kernel.machine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.taffrail.kernel.runtime..",
                        "io.taffrail.kernel.disk..",
                        "java.io..",
                        "java.time..",
                        "java.util.concurrent..")
                .because("every controller must come to the same image, wherever and whenever")
                .check(KERNEL);
    }
}
