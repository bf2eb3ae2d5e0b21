package io.taffrail.controller.projection;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** One line of the history, as {@link HistoryEvent} describes it. */
@Entity
@Immutable
@Table(name = "history_event")
@SuppressWarnings("NullAway.Init")
public class HistoryView {

    @Id private long id;
    private long logIndex;
    private long timeMs;
    private String kind;
    private String resourceType;
    private String resourceName;
    private @Nullable String topic;
    private @Nullable Integer nodeId;
    private String principal;
    private @Nullable String reason;
    private @Nullable String beforeJson;
    private @Nullable String afterJson;

    protected HistoryView() {}

    public long getId() {
        return id;
    }

    public long getLogIndex() {
        return logIndex;
    }

    public long getTimeMs() {
        return timeMs;
    }

    public String getKind() {
        return kind;
    }

    public String getResourceType() {
        return resourceType;
    }

    public String getResourceName() {
        return resourceName;
    }

    public @Nullable String getTopic() {
        return topic;
    }

    public @Nullable Integer getNodeId() {
        return nodeId;
    }

    public String getPrincipal() {
        return principal;
    }

    public @Nullable String getReason() {
        return reason;
    }

    public @Nullable String getBeforeJson() {
        return beforeJson;
    }

    public @Nullable String getAfterJson() {
        return afterJson;
    }
}
