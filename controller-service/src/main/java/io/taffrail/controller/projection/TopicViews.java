package io.taffrail.controller.projection;

import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.repository.Repository;

/** Reads topics; filtered, sorted and by the page. */
public interface TopicViews
        extends Repository<TopicView, String>, JpaSpecificationExecutor<TopicView> {}
