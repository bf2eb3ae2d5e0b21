package io.taffrail.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LoadOptionsTest {

    @Test
    void namesAndValuesComeInPairs() {
        var options = options("--topic", "orders", "--records", "7");

        assertThat(options.text("topic")).isEqualTo("orders");
        assertThat(options.count("records", 1)).isEqualTo(7);
    }

    @Test
    void whatIsNotGivenIsTheDefault() {
        assertThat(options().count("records", 5)).isEqualTo(5);
        assertThat(options().text("topic", "")).isEmpty();
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> options("--recrods", "7"))
                .hasMessageContaining("--recrods")
                .hasMessageContaining("--records");
    }

    @Test
    void aNameWithoutValueIsRefused() {
        assertThatThrownBy(() -> options("--topic")).hasMessageContaining("--topic");
    }

    @Test
    void aMissingNameIsAskedFor() {
        assertThatThrownBy(() -> options().text("topic")).hasMessageContaining("--topic");
    }

    @Test
    void aCountBelowOneIsRefused() {
        assertThatThrownBy(() -> options("--records", "0").count("records", 1))
                .hasMessageContaining("below 1");
    }

    private static LoadOptions options(String... args) {
        return new LoadOptions(args, "topic", "records");
    }
}
