package io.taffrail.cli;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * How a record is printed, in kcat's words: %t topic, %p partition, %o offset, %T timestamp in
 * milliseconds, %k key, %v or %s value, %h headers, %K and %S sizes in bytes (-1 for none); \n, \t
 * and \\ as in C.
 */
final class RecordFormat {

    private final String pattern;

    RecordFormat(String pattern) {
        this.pattern = pattern;
    }

    String print(ConsumerRecord<byte[], byte[]> record) {
        var out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean hasNext = i + 1 < pattern.length();
            if (c == '%' && hasNext) {
                out.append(field(pattern.charAt(++i), record));
            } else if (c == '\\' && hasNext) {
                out.append(escape(pattern.charAt(++i)));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    static Map<String, Object> json(ConsumerRecord<byte[], byte[]> record) {
        var headers = new LinkedHashMap<String, Object>();
        for (Header header : record.headers()) {
            headers.put(header.key(), text(header.value()));
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("topic", record.topic());
        json.put("partition", record.partition());
        json.put("offset", record.offset());
        json.put("timestamp", record.timestamp());
        json.put("key", record.key() == null ? null : text(record.key()));
        json.put("value", record.value() == null ? null : text(record.value()));
        json.put("headers", headers);
        return json;
    }

    private static String field(char name, ConsumerRecord<byte[], byte[]> record) {
        return switch (name) {
            case 't' -> record.topic();
            case 'p' -> Integer.toString(record.partition());
            case 'o' -> Long.toString(record.offset());
            case 'T' -> Long.toString(record.timestamp());
            case 'k' -> text(record.key());
            case 'v', 's' -> text(record.value());
            case 'K' -> Integer.toString(record.serializedKeySize());
            case 'S' -> Integer.toString(record.serializedValueSize());
            case 'h' -> headers(record);
            case '%' -> "%";
            default ->
                    throw new Taffrail.Failure(
                            "'%" + name + "' is no field: use %t %p %o %T %k %v %h %K %S or %%");
        };
    }

    private static String escape(char c) {
        return switch (c) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case '0' -> "\0";
            default -> String.valueOf(c);
        };
    }

    private static String headers(ConsumerRecord<byte[], byte[]> record) {
        var out = new StringBuilder();
        for (Header header : record.headers()) {
            out.append(out.isEmpty() ? "" : ",")
                    .append(header.key())
                    .append('=')
                    .append(text(header.value()));
        }
        return out.toString();
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
