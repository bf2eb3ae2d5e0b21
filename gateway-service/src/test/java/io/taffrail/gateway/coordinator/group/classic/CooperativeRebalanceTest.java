package io.taffrail.gateway.coordinator.group.classic;

import org.junit.jupiter.api.Test;

/**
 * KIP-429: what a member keeps stands in its metadata, and is the business of the members. Two
 * rebalances follow each other, the second one asked for by whoever gave something up.
 */
class CooperativeRebalanceTest {

    @Test
    void aPartitionIsGivenUpInOneRebalanceAndTakenInTheNext() {
        new Transcript()
                .plays(
                        """
                        > a joins cooperative-sticky v3
                        > 3000 ms pass
                        a: a1 in generation 1 by cooperative-sticky, led by a1 of a1=cooperative-sticky:a
                        > a syncs a1=0,1
                        a: assigned 0,1 by cooperative-sticky
                        > b joins cooperative-sticky:none v3
                        > a beats
                        a: REBALANCE_IN_PROGRESS
                        > a joins cooperative-sticky:owns(0-1)
                        b: b1 in generation 2 by cooperative-sticky, led by a1
                        a: a1 in generation 2 by cooperative-sticky, led by a1 of a1=cooperative-sticky:owns(0-1) b1=cooperative-sticky:none
                        > b syncs
                        > a syncs a1=0 b1=none
                        b: assigned none by cooperative-sticky
                        a: assigned 0 by cooperative-sticky
                        > a joins cooperative-sticky:owns(0)
                        > b beats
                        b: REBALANCE_IN_PROGRESS
                        > b joins cooperative-sticky:none
                        a: a1 in generation 3 by cooperative-sticky, led by a1 of a1=cooperative-sticky:owns(0) b1=cooperative-sticky:none
                        b: b1 in generation 3 by cooperative-sticky, led by a1
                        > a syncs a1=0 b1=1
                        a: assigned 0 by cooperative-sticky
                        > b syncs
                        b: assigned 1 by cooperative-sticky
                        """);
    }
}
