package io.taffrail.controller.app;

import io.taffrail.controller.projection.ProjectionDatabase;
import io.taffrail.controller.projection.ProjectionTailer;
import io.taffrail.controller.projection.TopicViews;
import io.taffrail.kernel.runtime.Clock;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.config.BootstrapMode;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/**
 * The database of the projection. Rows are written without Hibernate, which is made ready by the
 * first query that somebody asks: it takes a second and tens of megabytes that a node which nobody
 * looks at does not spend.
 */
@Configuration(proxyBeanMethods = false)
@EnableJpaRepositories(
        basePackageClasses = TopicViews.class,
        entityManagerFactoryRef = "projectionEntities",
        transactionManagerRef = "projectionTransactions",
        bootstrapMode = BootstrapMode.LAZY)
class ProjectionConfiguration {

    @Bean(destroyMethod = "close")
    DataSource projectionDatabase(ControllerProperties properties) {
        ControllerProperties.Projection projection = properties.projection();
        return ProjectionDatabase.open(
                properties.projectionUrl(),
                projection.user(),
                projection.password(),
                projection.connectionsMax());
    }

    @Bean(destroyMethod = "")
    ProjectionTailer projectionTailer(
            DataSource projectionDatabase, ControllerProperties properties) {
        ControllerProperties.Projection projection = properties.projection();
        return new ProjectionTailer(
                ProjectionDatabase.writer(projectionDatabase, projection.historyEventsMax()),
                Clock.system(),
                projection.queuedEventsMax());
    }

    @Bean
    @Lazy
    LocalContainerEntityManagerFactoryBean projectionEntities(DataSource projectionDatabase) {
        var entities = new LocalContainerEntityManagerFactoryBean();
        entities.setDataSource(projectionDatabase);
        entities.setPackagesToScan(TopicViews.class.getPackageName());
        entities.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        entities.setJpaPropertyMap(
                Map.of(
                        "hibernate.physical_naming_strategy",
                        "org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl",
                        "hibernate.hbm2ddl.auto",
                        "none"));
        return entities;
    }

    @Bean
    @Lazy
    JpaTransactionManager projectionTransactions(EntityManagerFactory projectionEntities) {
        return new JpaTransactionManager(projectionEntities);
    }
}
