package io.taffrail.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class MergePatchTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'a':1} | {'a':2} | {'a':2}",
                "{'a':1} | {'a':1,'b':2} | {'b':2}",
                "{'a':1,'b':2} | {'a':1} | {'b':null}",
                "{'a':{'x':1,'y':2}} | {'a':{'x':1,'y':3}} | {'a':{'y':3}}",
                "{'a':{'x':1}} | {'a':{}} | {'a':{'x':null}}",
                "{'a':[1,2]} | {'a':[1,3]} | {'a':[1,3]}",
                "{'a':[1]} | {'a':{'x':1}} | {'a':{'x':1}}",
                "{'a':{'x':1}} | {'a':7} | {'a':7}",
                "{'a':1} | {'a':null} | {'a':null}",
                "{'a':null} | {'a':1} | {'a':1}",
            })
    void aPatchNamesWhatIsOtherwise(String before, String after, String patch) {
        assertThat(MergePatch.between(json(before), json(after))).isEqualTo(json(patch));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | {}",
                "{'a':{'x':[1,{'y':null}]}} | {'a':{'x':[1,{'y':null}]}}",
                "{'a':null} | {}",
                "{} | {'a':null}",
            })
    void whatIsTheSameNeedsNoPatch(String before, String after) {
        assertThat(MergePatch.between(json(before), json(after))).isNull();
    }

    @Test
    void anyDocumentBecomesAnyOtherByItsPatch() {
        long seed = Long.getLong("seed", 11);
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            ObjectNode before = object(random, 3);
            ObjectNode after = object(random, 3);
            ObjectNode patch = MergePatch.between(before, after);
            ObjectNode merged = withoutNulls(before);
            if (patch != null) {
                merge(merged, patch);
            }
            assertThat(merged).as("-Dseed=%d, case %d", seed, i).isEqualTo(withoutNulls(after));
        }
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (String name : new String[] {"a", "b", "c"}) {
            switch (random.nextInt(depth > 0 ? 6 : 4)) {
                case 0 -> object.put(name, random.nextInt(2));
                case 1 -> object.putNull(name);
                case 2 -> object.putArray(name).add(random.nextInt(2));
                case 3 -> {}
                default -> object.set(name, object(random, depth - 1));
            }
        }
        return object;
    }

    /** RFC 7396, section 2. */
    static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties()
                .forEach(member -> {
                    JsonNode value = member.getValue();
                    if (value.isNull()) {
                        target.remove(member.getKey());
                    } else if (value instanceof ObjectNode inner) {
                        if (!(target.get(member.getKey()) instanceof ObjectNode)) {
                            target.putObject(member.getKey());
                        }
                        merge((ObjectNode) target.get(member.getKey()), inner);
                    } else {
                        target.set(member.getKey(), value);
                    }
                });
    }

    /** A client cannot tell a member that is null from one that is not there. */
    private static ObjectNode withoutNulls(ObjectNode object) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties()
                .forEach(member -> {
                    if (member.getValue() instanceof ObjectNode inner) {
                        copy.set(member.getKey(), withoutNulls(inner));
                    } else if (!member.getValue().isNull()) {
                        copy.set(member.getKey(), member.getValue());
                    }
                });
        return copy;
    }
}
