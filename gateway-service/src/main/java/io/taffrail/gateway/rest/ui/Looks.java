package io.taffrail.gateway.rest.ui;

import io.taffrail.gateway.dashboard.Channel;
import io.taffrail.gateway.dashboard.Dashboard;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One look at the dashboard for a request that waits for it. */
public final class Looks {

    /** Longer than the nodes are given that are asked for it. */
    private static final long WAIT_S_MAX = 15;

    private final Dashboard dashboard;

    public Looks(Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    /**
     * @throws ProblemException when there is no such thing, or nobody says what it is like
     */
    <T> T at(Channel channel, Class<T> view) {
        try {
            return switch (dashboard.view(channel).get(WAIT_S_MAX, TimeUnit.SECONDS)) {
                case Answer.Given<?> given -> view.cast(given.value());
                case Answer.Refused<?> refused ->
                        throw new ProblemException(Problem.of(refused.rejected()));
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.overloaded("the gateway stops"));
        } catch (TimeoutException e) {
            throw new ProblemException(
                    Problem.overloaded(
                            "the cluster did not answer within " + WAIT_S_MAX + " s: try again"));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the dashboard failed at " + channel, e.getCause());
        }
    }
}
