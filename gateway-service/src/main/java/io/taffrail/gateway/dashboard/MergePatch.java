package io.taffrail.gateway.dashboard;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What must be merged into one document to make it the other (RFC 7396). A member that is null and
 * one that is not there are the same here, since a patch cannot tell them apart either; arrays are
 * replaced as a whole.
 */
public final class MergePatch {

    private MergePatch() {}

    /** Null when nothing has changed. */
    public static @Nullable ObjectNode between(JsonNode before, JsonNode after) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : after.properties()) {
            JsonNode then = before.get(member.getKey());
            JsonNode now = member.getValue();
            boolean wasThere = then != null && !then.isNull();
            if (now.isNull()) {
                if (wasThere) {
                    patch.putNull(member.getKey());
                }
            } else if (then != null && then.isObject() && now.isObject()) {
                ObjectNode inner = between(then, now);
                if (inner != null) {
                    patch.set(member.getKey(), inner);
                }
            } else if (!now.equals(then)) {
                patch.set(member.getKey(), now);
            }
        }
        for (Map.Entry<String, JsonNode> member : before.properties()) {
            if (!member.getValue().isNull() && !after.has(member.getKey())) {
                patch.putNull(member.getKey());
            }
        }
        return patch.isEmpty() ? null : patch;
    }
}
