package io.taffrail.controller.projection;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** One setting of one resource, as people list it. */
@Entity
@Immutable
@Table(name = "config_view")
@SuppressWarnings("NullAway.Init")
public class ConfigView {

    @Id private String id;
    private String resourceType;
    private String resourceName;
    private String name;
    private String setting;
    private long appliedIndex;

    protected ConfigView() {}

    public String getId() {
        return id;
    }

    public String getResourceType() {
        return resourceType;
    }

    public String getResourceName() {
        return resourceName;
    }

    public String getName() {
        return name;
    }

    public String getSetting() {
        return setting;
    }

    public long getAppliedIndex() {
        return appliedIndex;
    }
}
