package io.taffrail.protocol.wire;

import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * One API of the wire: how to make its messages and which header goes with which version.
 *
 * @param key the number in the request header
 * @param requestHeader request version to header version (1, or 2 when flexible)
 * @param responseHeader request version to response header version (0, or 1 when flexible)
 */
public record Api(
        short key,
        String name,
        Supplier<ApiMessage> newRequest,
        Supplier<ApiMessage> newResponse,
        IntUnaryOperator requestHeader,
        IntUnaryOperator responseHeader) {

    public short requestHeaderVersion(short version) {
        return (short) requestHeader.applyAsInt(version);
    }

    public short responseHeaderVersion(short version) {
        return (short) responseHeader.applyAsInt(version);
    }
}
