package io.taffrail.gateway.canary;

import java.util.List;

/**
 * What moving a leader cost, in milliseconds, seen by the gateway that wrote and read all the
 * while.
 *
 * @param fromBroker who led before
 * @param toBroker who leads now
 * @param electedMs from the request until this gateway knew of the new leader
 * @param gapMs the longest time after the request in which no record came through
 * @param usualGapMs the longest before it, under the same load
 * @param came how many records were acknowledged by all and read back
 * @param failed how many were refused, or not answered in time; their producer would have sent them
 *     again
 * @param arrivalsMs when each came through, from the request on; negative before it
 */
public record DrillReport(
        int fromBroker,
        int toBroker,
        double electedMs,
        double gapMs,
        double usualGapMs,
        int came,
        int failed,
        List<Double> arrivalsMs) {

    public DrillReport {
        arrivalsMs = List.copyOf(arrivalsMs);
    }
}
