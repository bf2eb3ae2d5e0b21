package io.taffrail.kernel.config;

/** How a setting's text is read. */
public enum ConfigType {
    BOOLEAN,
    SHORT,
    INT,
    LONG,
    DOUBLE,
    STRING,
    /** Values with commas between them. */
    LIST
}
