package io.taffrail.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.FileRegion;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameWriterTest {

    private static final Api FETCH = ApiCatalog.get((short) 1);

    @TempDir Path directory;

    @Test
    void aSmallRegionAndALargeOneAreReadBackAsTheBytesOfTheFile() throws Exception {
        byte[] content = new byte[300_000];
        new Random(3).nextBytes(content);
        Path file = Files.write(directory.resolve("segment"), content);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var response = new FetchResponseData();
            var topic = new FetchableTopicResponse().setTopic("t");
            response.responses().add(topic);
            topic.partitions().add(partition(0, new RegionRecords(channel, 100, 1_000)));
            topic.partitions().add(partition(1, new RegionRecords(channel, 5_000, 200_000)));
            topic.partitions().add(partition(2, new RegionRecords(channel, 250_000, 50_000)));
            List<Object> parts =
                    FrameWriter.response(
                            UnpooledByteBufAllocator.DEFAULT, FETCH, (short) 12, 77, response);
            assertThat(parts).filteredOn(part -> part instanceof FileRegion).hasSize(2);
            ByteBuffer frame = join(parts, content);

            assertThat(frame.getInt()).isEqualTo(frame.remaining());
            var accessor = new ByteBufferAccessor(frame);
            assertThat(new ResponseHeaderData(accessor, (short) 1).correlationId()).isEqualTo(77);
            var read = (FetchResponseData) ApiMessageType.FETCH.newResponse();
            read.read(accessor, (short) 12);
            var partitions = read.responses().getFirst().partitions();
            assertThat(bytes(partitions.get(0))).isEqualTo(slice(content, 100, 1_000));
            assertThat(bytes(partitions.get(1))).isEqualTo(slice(content, 5_000, 200_000));
            assertThat(bytes(partitions.get(2))).isEqualTo(slice(content, 250_000, 50_000));
        }
    }

    @Test
    void ourOwnMessageMakesTheJourneyOfTheWire() {
        var request = new FollowMetadataRequest(7, 42, 1234, 500);
        Api api = ApiCatalog.get(ApiCatalog.FOLLOW_METADATA);
        List<Object> parts =
                FrameWriter.request(
                        UnpooledByteBufAllocator.DEFAULT, api, (short) 0, 1, "node", request);
        ByteBuffer frame = join(parts, new byte[0]);
        assertThat(frame.getInt()).isEqualTo(frame.remaining());
        var accessor = new ByteBufferAccessor(frame);
        new org.apache.kafka.common.message.RequestHeaderData(accessor, (short) 2);
        var read = new FollowMetadataRequest();
        read.read(accessor, (short) 0);
        assertThat(read.nodeId()).isEqualTo(7);
        assertThat(read.nodeEpoch()).isEqualTo(42);
        assertThat(read.appliedIndex()).isEqualTo(1234);
        assertThat(read.waitMsMax()).isEqualTo(500);
    }

    private static PartitionData partition(int index, RegionRecords records) {
        return new PartitionData().setPartitionIndex(index).setRecords(records);
    }

    private static byte[] slice(byte[] content, int from, int length) {
        return java.util.Arrays.copyOfRange(content, from, from + length);
    }

    private static byte[] bytes(PartitionData data) {
        ByteBuffer buffer = ((MemoryRecords) data.records()).buffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** What the socket would have seen. */
    private static ByteBuffer join(List<Object> parts, byte[] file) {
        ByteBuffer frame = ByteBuffer.allocate(1 << 20);
        for (Object part : parts) {
            if (part instanceof ByteBuf buffer) {
                frame.put(buffer.nioBuffer());
                buffer.release();
            } else {
                var region = (SharedFileRegion) part;
                frame.put(file, (int) region.position(), (int) region.count());
            }
        }
        return frame.flip();
    }
}
