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
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.config.BootstrapMode;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/**
 * The database of the projection. Hibernate is made ready in the background and waited for by the
 * first query, so that it does not stand between a start and its first record.
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
        entities.setBootstrapExecutor(new SimpleAsyncTaskExecutor("projection-entities-"));
        return entities;
    }

    @Bean
    JpaTransactionManager projectionTransactions(EntityManagerFactory projectionEntities) {
        return new JpaTransactionManager(projectionEntities);
    }
}
