package io.taffrail.gateway.coordinator.group.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.Rehearsal;
import io.taffrail.gateway.coordinator.Rehearsal.Asked;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.link.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What clients of one group and its coordinator say to each other, as text. A line after {@code >}
 * is carried out, and the lines after it are what was answered, in the order of the questions. A
 * client called {@code a} has the member id {@code a1}, then {@code a2}, and so on.
 *
 * <pre>
 * > a joins range,sticky [static] [v3] [session=10000] [rebalance=60000] [type=connect]
 * > a joins as b1 range            with an id that is not its own
 * > a syncs a1=x b1=y              with assignments, if it leads
 * > a beats | a leaves | a restarts | admin removes static a
 * > 3000 ms pass | takeover | describe | written
 * </pre>
 */
final class Transcript {

    static final String GROUP = "orders";

    private GroupSettings settings = settings(3_000, Integer.MAX_VALUE);
    final Rehearsal<ClassicRequest<?>, GroupEntry> stage =
            new Rehearsal<>(() -> new ClassicMachine(() -> settings));

    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<String, String> shortIds = new HashMap<>();
    private final List<Question> open = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    static final class Client {
        String memberId = "";
        int generation = -1;
        @Nullable String instanceId;
    }

    private record Question(String who, Asked<?> asked, Function<Object, String> answer) {}

    static GroupSettings settings(int initialDelayMs, int maxSize) {
        var all = GroupSettings.DEFAULT;
        return new GroupSettings(
                all.minSessionTimeoutMs(),
                all.maxSessionTimeoutMs(),
                initialDelayMs,
                maxSize,
                all.consumerSessionTimeoutMs(),
                all.consumerHeartbeatIntervalMs(),
                all.consumerMaxSize(),
                all.migrationPolicy(),
                all.offsetMetadataBytesMax(),
                all.offsetsRetentionMs(),
                all.offsetsCheckIntervalMs());
    }

    Transcript under(GroupSettings now) {
        settings = now;
        return this;
    }

    /** Carries out the lines after {@code >}, and expects exactly the others as answers. */
    Transcript plays(String script) {
        text.setLength(0);
        script.lines().filter(line -> line.startsWith(">")).forEach(this::play);
        assertThat(text.toString().strip()).isEqualTo(script.strip());
        return this;
    }

    Client client(String name) {
        return clients.computeIfAbsent(name, _ -> new Client());
    }

    ClassicGroup group() {
        var group = ((ClassicMachine) stage.machine()).groups().find(GROUP);
        if (group == null || !(group.membership() instanceof ClassicGroup classic)) {
            throw new AssertionError("there is no such group");
        }
        return classic;
    }

    boolean isForgotten() {
        return ((ClassicMachine) stage.machine()).groups().find(GROUP) == null;
    }

    private void play(String line) {
        text.append(line).append('\n');
        List<String> words = Arrays.asList(line.substring(1).strip().split(" +"));
        String verb = words.size() > 1 ? words.get(1) : "";
        switch (verb) {
            case "joins" -> join(words.getFirst(), words.subList(2, words.size()));
            case "syncs" -> sync(words.getFirst(), words.subList(2, words.size()));
            case "beats" -> beat(words.getFirst());
            case "leaves" -> leave(words.getFirst(), words.getFirst(), client(words.getFirst()));
            case "removes" -> {
                var nobody = new Client();
                nobody.instanceId = words.get(3);
                leave("admin", words.get(3), nobody);
            }
            case "restarts" -> restart(words.getFirst());
            case "ms" -> stage.advance(Long.parseLong(words.getFirst()));
            default -> look(words.getFirst());
        }
        report();
    }

    private void look(String at) {
        switch (at) {
            case "takeover" -> {
                open.clear();
                stage.reload();
            }
            case "describe" -> ask("group", new ClassicRequest.Describe(GROUP), this::said);
            case "written" -> say(said(stage.lastWritten()));
            default -> throw new AssertionError("nobody can " + at);
        }
    }

    private void join(String name, List<String> words) {
        Client client = client(name);
        List<String> rest = new ArrayList<>(words);
        String as = client.memberId;
        if (rest.getFirst().equals("as")) {
            as = longId(rest.get(1));
            rest = rest.subList(2, rest.size());
        }
        String metadata = ":" + name;
        List<OfferedProtocol> offers =
                Arrays.stream(rest.getFirst().split(","))
                        .filter(offer -> !offer.equals("nothing"))
                        .map(offer ->
                                new OfferedProtocol(
                                        offer.replaceAll(":.*", ""),
                                        opaque(offer.contains(":") ? offer : offer + metadata)))
                        .toList();
        if (rest.contains("static")) {
            client.instanceId = name;
        }
        boolean isOld = rest.contains("v3");
        var request =
                new ClassicRequest.Join(
                        GROUP,
                        as,
                        client.instanceId,
                        name,
                        "/127.0.0.1",
                        option(rest, "session", 10_000),
                        option(rest, "rebalance", 60_000),
                        option(rest, "type", "consumer"),
                        offers,
                        !isOld,
                        !isOld && !rest.contains("v8"));
        ask(
                name,
                request,
                answer -> {
                    switch (answer) {
                        case JoinAnswer.ComeAgain again -> client.memberId = again.memberId();
                        case JoinAnswer.Joined joined -> {
                            client.memberId = joined.memberId();
                            client.generation = joined.generation();
                        }
                    }
                    return said(answer);
                });
    }

    private void sync(String name, List<String> assignments) {
        Client client = client(name);
        Map<String, Opaque> given = new LinkedHashMap<>();
        for (String assignment : assignments) {
            String[] parts = assignment.split("=");
            given.put(longId(parts[0]), opaque(parts[1]));
        }
        var request =
                new ClassicRequest.Sync(
                        GROUP,
                        client.memberId,
                        client.instanceId,
                        client.generation,
                        null,
                        null,
                        given);
        ask(
                name,
                request,
                assigned ->
                        "assigned %s by %s"
                                .formatted(said(assigned.assignment()), assigned.protocolName()));
    }

    private void beat(String name) {
        Client client = client(name);
        ask(
                name,
                new ClassicRequest.Heartbeat(
                        GROUP, client.memberId, client.instanceId, client.generation),
                _ -> "alive");
    }

    private void leave(String who, String name, Client leaver) {
        ask(
                who,
                new ClassicRequest.Leave(
                        GROUP, List.of(new Leaver(leaver.memberId, leaver.instanceId, null))),
                outcomes -> {
                    var refused = outcomes.getFirst().refused();
                    return refused == null ? name + " left" : refused.reason().toString();
                });
    }

    private void restart(String name) {
        Client client = client(name);
        client.memberId = "";
        client.generation = -1;
        List<Question> before = new ArrayList<>(open);
        open.clear();
        for (Question question : before) {
            boolean isOurs = question.who().equals(name);
            open.add(
                    isOurs
                            ? new Question(
                                    "old " + name,
                                    question.asked(),
                                    answer -> answer instanceof JoinAnswer ? "joined" : "assigned")
                            : question);
        }
    }

    @SuppressWarnings("unchecked") // only ever given the answer to this request
    private <R> void ask(String who, ClassicRequest<R> request, Function<R, String> told) {
        open.add(new Question(who, stage.ask(request), given -> told.apply((R) given)));
    }

    private void report() {
        for (Question question : List.copyOf(open)) {
            if (question.asked().isOpen()) {
                continue;
            }
            open.remove(question);
            Answer<?> answer = question.asked().future().join();
            say(
                    question.who()
                            + ": "
                            + switch (answer) {
                                case Answer.Given<?> given ->
                                        question.answer().apply(given.value());
                                case Answer.Refused<?> refused ->
                                        refused.rejected().reason().toString();
                            });
        }
    }

    private void say(String line) {
        text.append(line).append('\n');
    }

    private String said(JoinAnswer answer) {
        return switch (answer) {
            case JoinAnswer.ComeAgain again -> "come again as " + shortId(again.memberId());
            case JoinAnswer.Joined joined ->
                    "%s in generation %d by %s, led by %s%s%s"
                            .formatted(
                                    shortId(joined.memberId()),
                                    joined.generation(),
                                    joined.protocolName(),
                                    shortId(joined.leader()),
                                    joined.members().isEmpty()
                                            ? ""
                                            : " of "
                                                    + joined.members().stream()
                                                            .map(each ->
                                                                    shortId(each.memberId())
                                                                            + "="
                                                                            + said(each.metadata()))
                                                            .collect(Collectors.joining(" ")),
                                    joined.skipAssignment() ? ", as it was" : "");
        };
    }

    private String said(@Nullable Object thing) {
        return switch (thing) {
            case null -> "nothing";
            case Opaque opaque ->
                    opaque.equals(Opaque.EMPTY)
                            ? "nothing"
                            : new String(opaque.bytes(), StandardCharsets.UTF_8);
            case GroupDescription group ->
                    "%s %s/%s %s"
                            .formatted(
                                    group.state(),
                                    group.protocolType(),
                                    group.protocolName(),
                                    group.members().stream()
                                            .map(each ->
                                                    shortId(each.memberId())
                                                            + "="
                                                            + said(each.assignment()))
                                            .toList());
            case ClassicGroupWritten written when written.value() != null ->
                    "generation %d by %s, led by %s: %s"
                            .formatted(
                                    written.value().generation(),
                                    written.value().protocolName(),
                                    written.value().leader() == null
                                            ? "nobody"
                                            : shortId(written.value().leader()),
                                    written.value().members().stream()
                                            .map(each ->
                                                    shortId(each.memberId())
                                                            + "="
                                                            + said(each.assignment()))
                                            .toList());
            default -> thing.toString();
        };
    }

    private String shortId(String memberId) {
        String known = shortIds.get(memberId);
        if (known != null) {
            return known;
        }
        long before =
                shortIds.keySet().stream().filter(id -> owner(id).equals(owner(memberId))).count();
        String given = owner(memberId) + (before + 1);
        shortIds.put(memberId, given);
        return given;
    }

    /** Ids begin with the client's id, or with the name of the static member. */
    private static String owner(String memberId) {
        return memberId.replaceAll("-.*", "");
    }

    private String longId(String shortId) {
        return shortIds.entrySet().stream()
                .filter(known -> known.getValue().equals(shortId))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(shortId);
    }

    private static Opaque opaque(String text) {
        return new Opaque(text.getBytes(StandardCharsets.UTF_8));
    }

    private static int option(List<String> words, String name, int otherwise) {
        return Integer.parseInt(option(words, name, Integer.toString(otherwise)));
    }

    private static String option(List<String> words, String name, String otherwise) {
        return words.stream()
                .filter(word -> word.startsWith(name + "="))
                .map(word -> word.substring(name.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }
}
