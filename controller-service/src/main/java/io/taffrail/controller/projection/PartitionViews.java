package io.taffrail.controller.projection;

import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.repository.Repository;

/** Reads partitions; filtered, sorted and by the page. */
public interface PartitionViews
        extends Repository<PartitionView, String>, JpaSpecificationExecutor<PartitionView> {}
