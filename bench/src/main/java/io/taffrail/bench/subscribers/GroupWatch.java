package io.taffrail.bench.subscribers;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.jspecify.annotations.Nullable;

/** The group as Kafka's admin client sees it. */
final class GroupWatch implements AutoCloseable {

    private static final int FIRST_GATEWAY_ID = 1000;
    private static final long ANSWER_S_MAX = 10;

    private final Admin admin;
    private final String group;

    GroupWatch(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    static Admin admin(String bootstrap) {
        return Admin.create(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "request.timeout.ms",
                        "3000",
                        "default.api.timeout.ms",
                        "10000"));
    }

    private @Nullable ConsumerGroupDescription description() throws InterruptedException {
        try {
            var described = admin.describeConsumerGroups(List.of(group)).describedGroups();
            return requireNonNull(described.get(group)).get(ANSWER_S_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return null;
        }
    }

    boolean isWhole(int members) throws InterruptedException {
        ConsumerGroupDescription known = description();
        return known != null
                && known.members().size() == members
                && known.groupState() == GroupState.STABLE;
    }

    /** For people: how far the group is. */
    String state() throws InterruptedException {
        ConsumerGroupDescription known = description();
        return known == null
                ? "unknown"
                : known.members().size() + " members, " + known.groupState();
    }

    /** The gateway that coordinates the group, counted from 0. */
    int coordinator() throws InterruptedException {
        ConsumerGroupDescription known = description();
        if (known == null) {
            throw new IllegalStateException("nobody can say who coordinates group " + group);
        }
        return known.coordinator().id() - FIRST_GATEWAY_ID;
    }

    @Override
    public void close() {
        admin.close();
    }
}
