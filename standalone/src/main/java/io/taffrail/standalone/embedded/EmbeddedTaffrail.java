package io.taffrail.standalone.embedded;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A Taffrail for the tests of this class: started before the first one, on free ports, ended after
 * the last one with all that it kept. Shaped like spring-kafka's {@code @EmbeddedKafka}; there is
 * always one broker. Tests and their constructors may take an {@link EmbeddedCluster} as a
 * parameter.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(TaffrailExtension.class)
public @interface EmbeddedTaffrail {

    /** Topics that are there when the first test begins. */
    String[] topics() default {};

    /** How many partitions they get, and those that are created by being written to. */
    int partitions() default 2;

    /** Kafka's broker settings, each as {@code name=value}. */
    String[] brokerProperties() default {};

    /**
     * A system property that is set to the Kafka address before any Spring context of the class
     * starts, and is taken back afterwards; empty for none.
     */
    String bootstrapServersProperty() default "spring.kafka.bootstrap-servers";

    /** The same for the address of REST, SSE and WebSocket; empty for none. */
    String httpUrlProperty() default "";

    /** For Kafka clients; 0 takes a free one. */
    int kafkaPort() default 0;

    /** For HTTP; 0 takes a free one. */
    int httpPort() default 0;
}
