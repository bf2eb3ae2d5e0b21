package io.taffrail.controller.app;

import io.taffrail.controller.ControllerNode;
import io.taffrail.controller.projection.ProjectionTailer;
import io.taffrail.controller.quorum.MetadataLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the controller before everything that follows it in the same process, and stops it after
 * them; the projection is there before the log tells its first entry, and gets its last one.
 */
public final class ControllerLifecycle implements SmartLifecycle {

    /** Services that need a controller take a higher phase. */
    public static final int PHASE = 0;

    private final ControllerNode node;
    private final ProjectionTailer projection;
    private volatile boolean running;

    ControllerLifecycle(ControllerNode node, MetadataLog log, ProjectionTailer projection) {
        this.node = node;
        this.projection = projection;
        log.listen(projection);
    }

    @Override
    public void start() {
        try {
            projection.start();
            node.start();
            running = true;
        } catch (IOException e) {
            throw new UncheckedIOException("the controller cannot start: " + e.getMessage(), e);
        }
    }

    @Override
    public void stop() {
        running = false;
        try {
            node.close();
            projection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
