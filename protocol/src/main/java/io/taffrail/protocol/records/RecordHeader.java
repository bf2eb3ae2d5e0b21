package io.taffrail.protocol.records;

import org.jspecify.annotations.Nullable;

/** A header of a record: a name, and a value that may be missing. */
public record RecordHeader(String key, byte @Nullable [] value) {}
