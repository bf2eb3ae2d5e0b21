package io.taffrail.controller.projection;

import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.repository.Repository;

/** Reads nodes; filtered, sorted and by the page. */
public interface NodeViews
        extends Repository<NodeView, Integer>, JpaSpecificationExecutor<NodeView> {}
