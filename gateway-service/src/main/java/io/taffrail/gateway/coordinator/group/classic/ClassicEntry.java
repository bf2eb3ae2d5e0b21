package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.group.GroupEntry;

/** What the classic protocol writes to the log. */
public sealed interface ClassicEntry extends GroupEntry permits ClassicGroupWritten {}
