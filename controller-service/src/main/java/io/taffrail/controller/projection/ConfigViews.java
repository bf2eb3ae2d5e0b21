package io.taffrail.controller.projection;

import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.repository.Repository;

/** Reads settings; filtered, sorted and by the page. */
public interface ConfigViews
        extends Repository<ConfigView, String>, JpaSpecificationExecutor<ConfigView> {}
