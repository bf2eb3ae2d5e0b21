package io.taffrail.controller.projection;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A partition, as people list it; lists of replicas are ids with commas between them. */
@Entity
@Immutable
@Table(name = "partition_view")
@SuppressWarnings("NullAway.Init")
public class PartitionView {

    @Id private String id;
    private String topicId;
    private String topic;
    private int partitionNumber;
    private int leader;
    private int leaderEpoch;
    private int partitionEpoch;
    private String replicas;
    private String isr;
    private boolean offline;
    private boolean underReplicated;
    private long appliedIndex;

    protected PartitionView() {}

    public String getId() {
        return id;
    }

    public String getTopicId() {
        return topicId;
    }

    public String getTopic() {
        return topic;
    }

    public int getPartitionNumber() {
        return partitionNumber;
    }

    public int getLeader() {
        return leader;
    }

    public int getLeaderEpoch() {
        return leaderEpoch;
    }

    public int getPartitionEpoch() {
        return partitionEpoch;
    }

    public String getReplicas() {
        return replicas;
    }

    public String getIsr() {
        return isr;
    }

    public boolean isOffline() {
        return offline;
    }

    public boolean isUnderReplicated() {
        return underReplicated;
    }

    public long getAppliedIndex() {
        return appliedIndex;
    }
}
