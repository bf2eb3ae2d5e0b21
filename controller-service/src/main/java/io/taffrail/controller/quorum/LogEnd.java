package io.taffrail.controller.quorum;

/**
 * The last entry of a log.
 *
 * @param term the term that the entry was written in, or 0 when it is not known any more
 * @param index its place, or -1 in a log without entries
 */
record LogEnd(long term, long index) {

    /**
     * Along a log neither places nor terms fall, so one that ends before either lacks the entry.
     */
    boolean mayHold(LogEnd entry) {
        return entry.index <= index && entry.term <= term;
    }

    @Override
    public String toString() {
        return term == 0 ? String.valueOf(index) : index + " of term " + term;
    }
}
