package io.taffrail.standalone;

import io.taffrail.broker.app.BrokerConfiguration;
import io.taffrail.controller.app.ControllerConfiguration;
import io.taffrail.gateway.app.GatewayConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * A whole cluster of one node. If it ever needs more than three imports and a properties file, the
 * services have let their insides out.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ControllerConfiguration.class, BrokerConfiguration.class, GatewayConfiguration.class})
public class StandaloneApplication {}
