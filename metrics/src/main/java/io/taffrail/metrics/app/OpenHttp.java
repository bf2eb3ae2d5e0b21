package io.taffrail.metrics.app;

import io.taffrail.protocol.server.NetworkWarning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Says once that a process serves HTTP to the network, which asks nobody for a password. */
final class OpenHttp implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(OpenHttp.class);

    /** Without an address Spring's web server listens on all of them. */
    private static final String ANY = "0.0.0.0";

    private static final String ALLOWS =
            "use all that is served there: of a gateway every record and setting of the cluster,"
                    + " of other nodes their metrics and what they know of the cluster";

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        Environment environment = event.getApplicationContext().getEnvironment();
        Integer port = environment.getProperty("local.server.port", Integer.class);
        if (port != null) {
            String host = environment.getProperty("server.address", ANY);
            String warning = NetworkWarning.of("HTTP", host, port, ALLOWS);
            if (warning != null) {
                LOG.warn(warning);
            }
        }
    }
}
