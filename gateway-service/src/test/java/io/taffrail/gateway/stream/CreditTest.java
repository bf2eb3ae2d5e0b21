package io.taffrail.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CreditTest {

    @Test
    void withoutABoundEverythingMayBeSent() {
        Credit credit = Credit.unlimited();
        credit.spend(1_000_000, 1L << 40);
        assertThat(credit.isExhausted()).isFalse();
        assertThat(credit.recordsAllowed(500)).isEqualTo(500);
    }

    @Test
    void recordsRunOutAndAreToppedUp() {
        var credit = new Credit(10, Credit.UNLIMITED);
        assertThat(credit.recordsAllowed(500)).isEqualTo(10);
        credit.spend(10, 100);
        assertThat(credit.isExhausted()).isTrue();
        credit.add(3, Credit.UNLIMITED);
        assertThat(credit.isExhausted()).isFalse();
        assertThat(credit.recordsAllowed(500)).isEqualTo(3);
    }

    @Test
    void bytesRunOutToo() {
        var credit = new Credit(Credit.UNLIMITED, 100);
        credit.spend(1, 100);
        assertThat(credit.isExhausted()).isTrue();
    }
}
