package io.taffrail.controller.projection;

import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.repository.Repository;

/** Reads the history; filtered, sorted and by the page. */
public interface HistoryViews
        extends Repository<HistoryView, Long>, JpaSpecificationExecutor<HistoryView> {}
