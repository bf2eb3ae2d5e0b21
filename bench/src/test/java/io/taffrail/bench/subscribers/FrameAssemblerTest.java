package io.taffrail.bench.subscribers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameAssemblerTest {

    private static final String RECORDS =
            "{\"type\":\"records\",\"records\":[{\"topic\":\"t\",\"partition\":3,\"offset\":41,"
                    + "\"timestamp\":\"x\",\"key\":null,\"value\":\"id-7-xx\",\"headers\":{}},"
                    + "{\"topic\":\"t\",\"partition\":3,\"offset\":42,\"timestamp\":\"x\","
                    + "\"key\":null,\"value\":\"id-9-xx\",\"headers\":{}}],\"resume\":\"t:3=43\"}";

    private final FrameAssembler assembler = new FrameAssembler();
    private final List<String> frames = new ArrayList<>();

    @Test
    void framesOfEachLengthComeWholeHoweverTheyAreCut() {
        String middle = "m".repeat(1_000);
        String large = "l".repeat(70_000);
        ByteBuffer all = ByteBuffer.allocate(80_000);
        List.of("s", middle, "", large).forEach(text -> put(all, text));
        all.flip();
        for (int cut : List.of(1, 3, 500, 79_000)) {
            frames.clear();
            for (int at = 0; at < all.limit(); at += cut) {
                assembler.read(
                        all.duplicate().position(at).limit(Math.min(all.limit(), at + cut)),
                        this::note);
            }
            assertThat(frames).containsExactly("s", middle, "", large);
        }
    }

    @Test
    void recordsAndTheTokenAreFoundInTheText() {
        byte[] bytes = RECORDS.getBytes(StandardCharsets.UTF_8);
        var text = new FrameText(bytes, 0, bytes.length);
        List<String> found = new ArrayList<>();

        text.records((partition, offset, id) -> found.add(partition + "/" + offset + "/" + id));

        assertThat(found).containsExactly("3/41/7", "3/42/9");
        assertThat(text.type()).isEqualTo("records");
        assertThat(text.resume()).isEqualTo("t:3=43");
    }

    private void note(int opcode, byte[] bytes, int from, int to) {
        assertThat(opcode).isEqualTo(FrameAssembler.TEXT);
        frames.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    private static void put(ByteBuffer all, String text) {
        all.put((byte) 0x81);
        if (text.length() < 126) {
            all.put((byte) text.length());
        } else if (text.length() < 65_536) {
            all.put((byte) 126).putShort((short) text.length());
        } else {
            all.put((byte) 127).putLong(text.length());
        }
        all.put(text.getBytes(StandardCharsets.UTF_8));
    }
}
