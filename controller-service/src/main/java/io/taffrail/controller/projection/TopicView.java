package io.taffrail.controller.projection;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A topic, as people list it; Hibernate reads the row, and nobody writes it through this. */
@Entity
@Immutable
@Table(name = "topic_view")
@SuppressWarnings("NullAway.Init")
public class TopicView {

    @Id private String id;
    private String name;
    private boolean internal;
    private int partitionCount;
    private int replicationFactor;
    private long appliedIndex;

    protected TopicView() {}

    public String getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public boolean isInternal() {
        return internal;
    }

    public int getPartitionCount() {
        return partitionCount;
    }

    public int getReplicationFactor() {
        return replicationFactor;
    }

    public long getAppliedIndex() {
        return appliedIndex;
    }
}
