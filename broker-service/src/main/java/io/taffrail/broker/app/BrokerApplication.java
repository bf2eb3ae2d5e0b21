package io.taffrail.broker.app;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** A broker in a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(BrokerConfiguration.class)
public class BrokerApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(BrokerApplication.class, arguments);
    }
}
