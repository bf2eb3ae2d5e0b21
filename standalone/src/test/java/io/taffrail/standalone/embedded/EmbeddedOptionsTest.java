package io.taffrail.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.standalone.StandaloneApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

/** What can be asked of an embedded cluster, and what the page about it says. */
class EmbeddedOptionsTest {

    @EmbeddedTaffrail(brokerProperties = {"log.retention.ms=1000", "message.max.bytes = 2000"})
    private static final class WithSettings {}

    @EmbeddedTaffrail(brokerProperties = "log.retention.ms")
    private static final class WithHalfASetting {}

    @EmbeddedTaffrail(topics = {"a", "a"})
    private static final class WithATopicTwice {}

    @EmbeddedTaffrail(partitions = 0)
    private static final class WithoutPartitions {}

    @EmbeddedTaffrail(brokerProperties = "num.partitions=3")
    private static final class WithPartitionsTwice {}

    @Test
    void settingsAreNamesAndValues() {
        assertThat(options(WithSettings.class).settings())
                .containsEntry("log.retention.ms", "1000")
                .containsEntry("message.max.bytes", "2000")
                .containsEntry("num.partitions", "2");
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        assertThatThrownBy(() -> options(WithHalfASetting.class))
                .hasMessageContaining("'log.retention.ms': write each as name=value");
        assertThatThrownBy(() -> options(WithATopicTwice.class))
                .hasMessageContaining("topics = [a, a]");
        assertThatThrownBy(() -> options(WithoutPartitions.class))
                .hasMessageContaining("partitions = 0");
        assertThatThrownBy(() -> options(WithPartitionsTwice.class))
                .hasMessageContaining("say it with partitions");
    }

    @Test
    void beforeItsClassThereIsNoCluster() {
        assertThatThrownBy(() -> new TaffrailExtension().cluster())
                .hasMessageContaining("make the field static");
    }

    /** Whatever our own dependencies bring is let in, and what a program around has is not. */
    @Test
    void anEmbeddedNodeIsMadeOfItsOwnAutoConfigurations() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .hasSizeGreaterThan(30)
                .filteredOn(name -> !name.contains(".test."))
                .allMatch(OwnAutoConfigurations::isOwn);
        assertThat(
                        OwnAutoConfigurations.isOwn(
                                "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration"))
                .isFalse();
        assertThat(
                        OwnAutoConfigurations.isOwn(
                                "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"))
                .isFalse();
        assertThat(OwnAutoConfigurations.isOwn(StandaloneApplication.class.getName())).isTrue();
    }

    @Test
    void thePageShowsTheTestThatIsRunHere() throws Exception {
        String test =
                Files.readString(
                        Path.of("src/test/java/io/taffrail/standalone/embedded/OrdersTest.java"));
        String shown =
                test.replace("package io.taffrail.standalone.embedded;\n\n", "")
                        .replace("import org.junit.jupiter.api.Tag;\n", "")
                        .replace("@Tag(\"system\")\n", "")
                        .replace(
                                "import java.net.URI;",
                                "import io.taffrail.standalone.embedded.EmbeddedCluster;\n"
                                        + "import io.taffrail.standalone.embedded.EmbeddedTaffrail;\n"
                                        + "import java.net.URI;");
        assertThat(Files.readString(Path.of("../docs/TESTING.md")))
                .contains("```java\n" + shown + "```");
    }

    private static EmbeddedOptions options(Class<?> annotated) {
        return EmbeddedOptions.of(annotated.getAnnotation(EmbeddedTaffrail.class));
    }
}
