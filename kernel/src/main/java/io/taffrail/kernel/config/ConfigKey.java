package io.taffrail.kernel.config;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.util.List;
import java.util.Optional;

/**
 * One setting.
 *
 * @param defaultValue what holds when nobody sets it
 * @param documentation a sentence for people
 * @param brokerSynonyms the broker's settings that give a topic's setting its default, the
 *     strongest first; empty for settings of the broker itself
 */
public record ConfigKey(
        String name,
        ConfigType type,
        String defaultValue,
        ConfigBound bound,
        String documentation,
        List<Synonym> brokerSynonyms) {

    /**
     * Another setting that gives this one its value.
     *
     * @param factor how many of this setting's units one of the synonym's is: 60000 from minutes to
     *     milliseconds
     */
    public record Synonym(String name, long factor) {

        String convert(String value) {
            if (factor == 1) {
                return value;
            }
            long units = Long.parseLong(value.strip());
            // Minus one means "without bound" in every unit; what does not fit is as good as that.
            boolean fits = units <= Long.MAX_VALUE / factor;
            return Long.toString(units < 0 ? units : fits ? units * factor : Long.MAX_VALUE);
        }
    }

    public ConfigKey {
        brokerSynonyms = List.copyOf(brokerSynonyms);
    }

    /** The refusal of that value, or nothing when it may be set. */
    public Optional<Rejected> refusal(String value) {
        Optional<String> objection =
                isOfType(value)
                        ? bound.objection(type, value.strip())
                        : Optional.of("is not " + description());
        return objection.map(text ->
                new Rejected(Rejection.INVALID_CONFIG, "%s %s %s".formatted(name, value, text)));
    }

    private boolean isOfType(String value) {
        String text = value.strip();
        try {
            return switch (type) {
                case BOOLEAN -> text.equals("true") || text.equals("false");
                case SHORT -> {
                    Short.parseShort(text);
                    yield true;
                }
                case INT -> {
                    Integer.parseInt(text);
                    yield true;
                }
                case LONG -> {
                    Long.parseLong(text);
                    yield true;
                }
                case DOUBLE -> Double.isFinite(Double.parseDouble(text));
                case STRING, LIST -> true;
            };
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private String description() {
        return switch (type) {
            case BOOLEAN -> "true or false";
            case SHORT -> "a whole number of 16 bits";
            case INT -> "a whole number of 32 bits";
            case LONG -> "a whole number";
            case DOUBLE -> "a number";
            case STRING, LIST -> "text";
        };
    }
}
