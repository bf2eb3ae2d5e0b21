package io.taffrail.protocol.server;

import io.netty.buffer.ByteBuf;
import io.taffrail.protocol.wire.Api;
import io.taffrail.protocol.wire.ApiCatalog;
import io.taffrail.protocol.wire.BoundedAccessor;
import io.taffrail.protocol.wire.MalformedFrame;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** Turns a frame into a request and finds who answers it; whatever it cannot read is malformed. */
final class RequestParser {

    static final int HEADER_BYTES_MIN = 2 + 2 + 4;

    private final ApiRouter router;
    private final int controlRequestBytesMax;

    /**
     * @param version of the answer, which for ApiVersions may be lower than the one asked for
     */
    record Parsed(
            Api api,
            short version,
            int correlationId,
            @Nullable String clientId,
            ApiMessage request,
            ApiHandler handler) {}

    RequestParser(ApiRouter router, int controlRequestBytesMax) {
        this.router = router;
        this.controlRequestBytesMax = controlRequestBytesMax;
    }

    Parsed parse(ByteBuf frame) {
        ByteBuffer bytes = frame.nioBuffer();
        short key = bytes.getShort(bytes.position());
        short version = bytes.getShort(bytes.position() + 2);
        ApiHandler handler = router.find(key);
        Api api = ApiCatalog.find(key);
        if (handler == null || api == null) {
            throw new MalformedFrame("nothing here answers the API key " + key);
        }
        boolean tooLarge = key != ApiKeys.PRODUCE.id && bytes.remaining() > controlRequestBytesMax;
        if (tooLarge) {
            throw new MalformedFrame(
                    api.name()
                            + " request of "
                            + bytes.remaining()
                            + " bytes is above "
                            + controlRequestBytesMax);
        }
        if (!handler.range().includes(version)) {
            if (key == ApiKeys.API_VERSIONS.id) {
                return unknownApiVersions(api, handler, bytes);
            }
            throw new MalformedFrame(
                    api.name()
                            + " v"
                            + version
                            + " is not among v"
                            + handler.range().min()
                            + " to v"
                            + handler.range().max());
        }
        try {
            var accessor = new BoundedAccessor(bytes);
            var header = new RequestHeaderData(accessor, api.requestHeaderVersion(version));
            ApiMessage request = handler.read(api, accessor, version);
            return new Parsed(
                    api, version, header.correlationId(), header.clientId(), request, handler);
        } catch (RuntimeException e) {
            throw new MalformedFrame(
                    api.name() + " v" + version + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * A newer client asks in a version that we do not know. It is told in version 0, which every
     * client reads (KIP-511): the error UNSUPPORTED_VERSION and what we do know.
     */
    private static Parsed unknownApiVersions(Api api, ApiHandler handler, ByteBuffer bytes) {
        int correlationId = bytes.getInt(bytes.position() + 4);
        var request = new ApiVersionsRequestData().setClientSoftwareName("");
        return new Parsed(
                api, (short) 0, correlationId, null, new UnknownVersion(request), handler);
    }

    /** Marks an ApiVersions request whose version is unknown. */
    static final class UnknownVersion extends ApiVersionsRequestData {
        UnknownVersion(ApiVersionsRequestData request) {
            setClientSoftwareName(request.clientSoftwareName());
        }
    }
}
