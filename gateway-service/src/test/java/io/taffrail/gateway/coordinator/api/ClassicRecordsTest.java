package io.taffrail.gateway.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.Snapshot;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.WrittenMember;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue.MemberMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClassicRecordsTest {

    private static final WrittenMember DYNAMIC =
            new WrittenMember(
                    "c-1",
                    null,
                    "c",
                    "/127.0.0.1",
                    60_000,
                    10_000,
                    new Opaque(new byte[] {1, 2}),
                    new Opaque(new byte[] {3}));
    private static final WrittenMember STATIC =
            new WrittenMember(
                    "s-1", "s", "c", "/10.0.0.1", 300_000, 45_000, Opaque.EMPTY, Opaque.EMPTY);

    private static final ClassicGroupWritten STABLE =
            new ClassicGroupWritten(
                    "g",
                    new Snapshot(
                            "consumer", 7, "range", "c-1", 1_700_000_000_000L, List.of(DYNAMIC)));

    private final GroupRecords records = new GroupRecords();

    @Test
    void aGroupIsReadAsItWasWritten() {
        assertThat(readBack(STABLE)).isEqualTo(STABLE);
        var withStatic =
                new ClassicGroupWritten(
                        "g", new Snapshot("connect", 1, "x", "s-1", 5, List.of(STATIC, DYNAMIC)));
        assertThat(readBack(withStatic)).isEqualTo(withStatic);
        var empty =
                new ClassicGroupWritten("g", new Snapshot("consumer", 8, null, null, 9, List.of()));
        assertThat(readBack(empty)).isEqualTo(empty);
    }

    @Test
    void aGroupThatIsForgottenHasNoValue() {
        var forgotten = new ClassicGroupWritten("g", null);
        assertThat(records.value(forgotten)).isNull();
        assertThat(readBack(forgotten)).isEqualTo(forgotten);
    }

    @Test
    void theBytesAreThoseOfKafkasSchemas() {
        assertThat(hex(records.key(STABLE))).isEqualTo("0002" + "000167");
        assertThat(hex(records.value(STABLE)))
                .isEqualTo(
                        "0003" // version
                                + "0008636f6e73756d6572" // consumer
                                + "00000007" // generation
                                + "000572616e6765" // range
                                + "0003632d31" // leader c-1
                                + "0000018bcfe56800" // since
                                + "00000001" // one member
                                + "0003632d31" // c-1
                                + "ffff" // no instance id
                                + "000163" // client c
                                + "000a2f3132372e302e302e31" // /127.0.0.1
                                + "0000ea60" // rebalance timeout
                                + "00002710" // session timeout
                                + "000000020102" // metadata
                                + "0000000103"); // assignment
    }

    @Test
    void theOldestVersionHasOneTimeoutForBoth() {
        var old =
                new GroupMetadataValue()
                        .setProtocolType("consumer")
                        .setGeneration(3)
                        .setProtocol("range")
                        .setLeader("c-1")
                        .setMembers(
                                List.of(
                                        new MemberMetadata()
                                                .setMemberId("c-1")
                                                .setClientId("c")
                                                .setClientHost("/127.0.0.1")
                                                .setSessionTimeout(10_000)));
        var read =
                records.read(
                        records.key(STABLE),
                        MessageUtil.toVersionPrefixedByteBuffer((short) 0, old));
        assertThat(read)
                .isEqualTo(
                        new ClassicGroupWritten(
                                "g",
                                new Snapshot(
                                        "consumer",
                                        3,
                                        "range",
                                        "c-1",
                                        -1,
                                        List.of(
                                                new WrittenMember(
                                                        "c-1",
                                                        null,
                                                        "c",
                                                        "/127.0.0.1",
                                                        10_000,
                                                        10_000,
                                                        Opaque.EMPTY,
                                                        Opaque.EMPTY)))));
    }

    private @Nullable GroupEntry readBack(ClassicGroupWritten entry) {
        return records.read(records.key(entry), records.value(entry));
    }

    private static String hex(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return "nothing";
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
