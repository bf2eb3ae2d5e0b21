package io.taffrail.gateway.ws;

import io.taffrail.kernel.runtime.Clock;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.function.Function;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins a {@link Socket} to the connection that Tomcat hands over after the handshake. Tomcat makes
 * the object, so what it needs comes in {@link #prepare} before the handshake ends. Input is read
 * without blocking when Tomcat says that there is some; output blocks, with a bound on the time.
 */
public final class UpgradedConnection implements InternalHttpUpgradeHandler {

    private static final Logger LOG = LoggerFactory.getLogger(UpgradedConnection.class);
    private static final int READ_BYTES = 8 * 1024;

    private @Nullable SocketWrapperBase<?> connection;
    private @Nullable Plan plan;
    private @Nullable Active active;

    private record Plan(
            Function<Socket, Session> session,
            OpenSockets sockets,
            SocketLimits limits,
            Clock clock) {}

    /** What there is from the end of the handshake on. */
    private record Active(
            Socket socket, Session session, FrameReader reader, OpenSockets sockets) {}

    void prepare(
            Function<Socket, Session> session,
            OpenSockets sockets,
            SocketLimits limits,
            Clock clock) {
        this.plan = new Plan(session, sockets, limits, clock);
    }

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
        this.connection = wrapper;
    }

    @Override
    public void init(WebConnection webConnection) {
        SocketWrapperBase<?> wrapper = connection;
        Plan prepared = plan;
        if (wrapper == null || prepared == null) {
            throw new IllegalStateException("the connection was upgraded before it was prepared");
        }
        wrapper.setWriteTimeout(prepared.limits().silenceMsMax());
        var socket = new Socket(new ConnectionOutput(wrapper), prepared.clock());
        Session session = prepared.session().apply(socket);
        var reader =
                new FrameReader(prepared.limits().messageBytesMax(), new Incoming(socket, session));
        active = new Active(socket, session, reader, prepared.sockets());
        prepared.sockets().opened(socket, session);
        session.opened();
        // What came with the handshake's last packet is already here, and nothing would announce
        // it.
        read(active);
    }

    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        Active now = active;
        if (now == null) {
            return SocketState.CLOSED;
        }
        return switch (event) {
            case OPEN_READ -> read(now) ? SocketState.UPGRADED : SocketState.CLOSED;
            case OPEN_WRITE, CONNECT_FAIL -> SocketState.UPGRADED;
            case STOP, DISCONNECT, ERROR, TIMEOUT -> {
                end(now);
                yield SocketState.CLOSED;
            }
        };
    }

    /**
     * @return false when the connection is over
     */
    private boolean read(Active now) {
        SocketWrapperBase<?> wrapper = connection;
        byte[] buffer = new byte[READ_BYTES];
        try {
            while (wrapper != null && !now.socket().isClosed()) {
                int count = wrapper.read(false, buffer, 0, buffer.length);
                if (count == 0) {
                    return true;
                }
                if (count < 0) {
                    break;
                }
                now.socket().heard();
                now.reader().feed(buffer, 0, count);
            }
        } catch (FrameException e) {
            now.socket().close(e.closeCode(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.debug("a socket ended: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.error("a socket's session failed", e);
            now.socket().close(CloseCode.INTERNAL_ERROR, "the gateway failed; its log says why");
        }
        end(now);
        return false;
    }

    private static void end(Active now) {
        now.socket().disconnect();
        now.sockets().closed(now.socket());
    }

    @Override
    public void destroy() {
        Active now = active;
        if (now != null) {
            end(now);
        }
    }

    @Override
    public void pause() {
        // OpenSockets says goodbye to all sockets when the gateway stops.
    }

    @Override
    public void timeoutAsync(long now) {
        // No asynchronous I/O of Tomcat's is used, so none can time out.
    }

    @Override
    public void setSslSupport(SSLSupport sslSupport) {
        // Nothing here asks for the TLS session.
    }
}
