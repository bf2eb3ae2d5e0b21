package io.taffrail.broker.storage;

/**
 * The end of a log that has to become durable, when that is all that has to: no file is new, none
 * was sealed, and everything before it is durable.
 *
 * @param log the name of the log's directory
 * @param position where in the segment the tail begins, in bytes
 * @param bytes its length; whole batches
 */
record LogTail(String log, Segment segment, long position, int bytes) {}
