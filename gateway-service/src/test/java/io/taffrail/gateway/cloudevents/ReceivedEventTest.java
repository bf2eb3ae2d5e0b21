package io.taffrail.gateway.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes as an event, and what is refused, in the words of the specification. */
class ReceivedEventTest {

    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\",\"type\":\"order\"";

    @Test
    void theAttributesOfBinaryModeBecomeHeadersOfTheRecord() throws Exception {
        ReceivedEvent event = binary("application/json", "subject", "order-7", "seq", "12");
        assertThat(headers(event))
                .containsExactly(
                        "ce_specversion=1.0",
                        "ce_id=1",
                        "ce_source=/shop",
                        "ce_type=order",
                        "ce_subject=order-7",
                        "ce_seq=12",
                        "content-type=application/json");
        assertThat(event.value()).isEqualTo("data".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain | plain",
                "Euro%20%E2%82%AC%20%F0%9F%98%80 | Euro € 😀",
                "Euro%20%e2%82%ac | Euro €",
                "\"with \\\"quotes\\\" and \\\\\" | with \"quotes\" and \\",
                "\"%41\" | A",
                "un%6Eecessarily | unnecessarily",
                "100%2525 | 100%25",
            })
    void aHeaderIsUnquotedAndThenPercentDecodedOnce(String header, String text) throws Exception {
        assertThat(binary(null, "subject", header).attributes()).containsEntry("subject", text);
    }

    @Test
    void whatAHeaderCannotSayIsRefused() {
        assertBad(() -> binary(null, "subject", "%C0%A0"), "subject is no UTF-8");
        assertBad(() -> binary(null, "subject", "50%"), "subject has a %");
        assertBad(() -> binary(null, "subject", "a%0Ab"), "subject has the control character");
        assertBad(() -> binary(null, "datacontenttype", "a/b"), "leave out ce-datacontenttype");
        assertBad(() -> binary(null, "with-dash", "1"), "\"with-dash\" is no name");
        assertBad(() -> binary(null, "id", "2"), "id is given twice");
    }

    @Test
    void aStructuredEventIsStoredByteByByte() throws Exception {
        String json = EVENT + " , \"data\": {\"a\": 1.0}}";
        ReceivedEvent event =
                StructuredEvent.read(
                        json.getBytes(StandardCharsets.UTF_8),
                        "application/cloudevents+json; charset=utf-8");
        assertThat(new String(event.value(), StandardCharsets.UTF_8)).isEqualTo(json);
        assertThat(headers(event))
                .containsExactly("content-type=application/cloudevents+json; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"t\" | id is missing",
                "\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\" | source is missing",
                "\"specversion\":\"1.0\",\"id\":null,\"source\":\"/s\",\"type\":\"t\" | id is missing",
                "\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\" | only 1.0 is known",
                "\"specversion\":\"1.0\",\"id\":1,\"source\":\"/s\",\"type\":\"t\" | id is 1: write it as a string",
                "\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"/s\",\"type\":\"t\" | id is empty",
                "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"a b\",\"type\":\"t\" | source a b is no URI reference",
            })
    void anEventLacksNothingThatIsRequired(String members, String message) {
        assertBad(() -> structured("{" + members + "}"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"time\":\"yesterday\" | time yesterday is no time",
                "\"dataschema\":\"/relative\" | dataschema /relative has no scheme",
                "\"datacontenttype\":\"json\" | datacontenttype json is no media type",
                "\"subject\":\"\" | subject is empty",
                "\"Upper\":\"x\" | \"Upper\" is no name",
                "\"nested\":{} | nested is {}: an extension is",
                "\"ratio\":0.5 | ratio is 0.5: an extension is",
                "\"big\":2147483648 | big is 2147483648: an extension is",
                "\"data\":1,\"data_base64\":\"MQ==\" | data_base64 stands beside data",
                "\"data_base64\":\"***\" | data_base64 is no string of base64",
            })
    void whatIsOptionalIsCheckedWhenItIsThere(String members, String message) {
        assertBad(() -> structured(EVENT + "," + members + "}"), message);
    }

    @Test
    void anExtensionMayBeANumberOrABooleanOrNull() throws Exception {
        ReceivedEvent event = structured(EVENT + ",\"n\":-5,\"b\":true,\"gone\":null}");
        assertThat(event.attributes())
                .containsEntry("n", "-5")
                .containsEntry("b", "true")
                .doesNotContainKey("gone");
    }

    @Test
    void aBatchIsAnArrayOfEventsEachStoredAlone() throws Exception {
        String second = EVENT + ",\"data\":2}";
        List<ReceivedEvent> events = batch("[" + EVENT + "},\n " + second + "]");
        assertThat(events).hasSize(2);
        assertThat(new String(events.get(1).value(), StandardCharsets.UTF_8)).isEqualTo(second);
        assertThat(headers(events.get(1)))
                .containsExactly("content-type=application/cloudevents+json; charset=UTF-8");
        assertThat(batch(" [] ")).isEmpty();
        assertBad(() -> batch("[" + EVENT + "},{}]"), "event 1: specversion is missing");
        assertBad(() -> batch(EVENT + "}"), "a batch is a JSON array");
        assertBad(() -> batch(""), "a batch is a JSON array");
    }

    @Test
    void anAttributeGivesAKeyWhenItIsThere() throws Exception {
        ReceivedEvent event = binary(null, "partitionkey", "customer-1");
        assertThat(event.keyFrom("partitionkey"))
                .isEqualTo("customer-1".getBytes(StandardCharsets.UTF_8));
        assertThat(headers(event)).contains("ce_partitionkey=customer-1");
        assertThat(event.keyFrom("subject")).isNull();
    }

    private static ReceivedEvent binary(String contentType, String... more) throws BadEvent {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        headers.add(Map.entry("specversion", "1.0"));
        headers.add(Map.entry("id", "1"));
        headers.add(Map.entry("source", "/shop"));
        headers.add(Map.entry("type", "order"));
        for (int i = 0; i < more.length; i += 2) {
            headers.add(Map.entry(more[i], more[i + 1]));
        }
        return BinaryEvent.read(headers, contentType, "data".getBytes(StandardCharsets.UTF_8));
    }

    private static ReceivedEvent structured(String json) throws BadEvent {
        return StructuredEvent.read(
                json.getBytes(StandardCharsets.UTF_8), StructuredEvent.MEDIA_TYPE);
    }

    private static List<ReceivedEvent> batch(String json) throws BadEvent {
        return StructuredEvent.readBatch(json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> headers(ReceivedEvent event) {
        return event.headers().stream()
                .map(header ->
                        header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static void assertBad(ThrowingCallable reading, String message) {
        assertThatThrownBy(reading).isInstanceOf(BadEvent.class).hasMessageContaining(message);
    }
}
