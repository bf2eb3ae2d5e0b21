package io.taffrail.gateway.coordinator.group.consumer;

/** Where a member stands on its way to the target (KIP-848). */
public enum MemberState {
    /** It has what the target of its epoch gives it. */
    STABLE(0),
    /** It was told to give partitions up, and has not said yet that it did. */
    UNREVOKED_PARTITIONS(1),
    /** It waits for partitions that others have to give up. */
    UNRELEASED_PARTITIONS(2);

    private final byte code;

    MemberState(int code) {
        this.code = (byte) code;
    }

    /** As in the log. */
    public byte code() {
        return code;
    }

    /**
     * @throws IllegalArgumentException for a code of a newer version
     */
    public static MemberState of(byte code) {
        for (MemberState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException(
                "member state " + code + " is none of 0 to 2: a newer version wrote it");
    }
}
