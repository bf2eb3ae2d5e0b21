package io.taffrail.controller.projection;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A broker or gateway, as people list it. */
@Entity
@Immutable
@Table(name = "node_view")
@SuppressWarnings("NullAway.Init")
public class NodeView {

    @Id private int id;
    private String role;
    private long epoch;
    private @Nullable String rack;
    private boolean fenced;
    private boolean inControlledShutdown;
    private String endpoints;
    private long appliedIndex;

    protected NodeView() {}

    public int getId() {
        return id;
    }

    public String getRole() {
        return role;
    }

    public long getEpoch() {
        return epoch;
    }

    public @Nullable String getRack() {
        return rack;
    }

    public boolean isFenced() {
        return fenced;
    }

    public boolean isInControlledShutdown() {
        return inControlledShutdown;
    }

    public String getEndpoints() {
        return endpoints;
    }

    public long getAppliedIndex() {
        return appliedIndex;
    }
}
