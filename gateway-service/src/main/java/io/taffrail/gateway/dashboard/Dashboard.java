package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.EventViews.Event;
import io.taffrail.gateway.dashboard.EventViews.EventPage;
import io.taffrail.gateway.dashboard.QuorumWatch.QuorumSeen;
import io.taffrail.gateway.dashboard.series.SeriesBook;
import io.taffrail.gateway.dashboard.series.SeriesBook.SeriesView;
import io.taffrail.gateway.lag.GroupLags;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.BrokerProbe;
import io.taffrail.gateway.link.ClusterHistory;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.gateway.link.ClusterOperations;
import io.taffrail.gateway.link.GroupDirectory;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.wire.HistoryLine;
import io.taffrail.protocol.wire.HistoryQuery;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * All that the dashboard can look at. What is cheap is sampled once a second whether somebody looks
 * or not, with one request to each broker; everything else is asked for while somebody does, once
 * for all who do.
 */
public final class Dashboard {

    /** How old what coordinators said may be that is shown. */
    private static final long GROUPS_AGE_MS = 900;

    /** Beside other things, what was known a moment ago is shown rather than waited for. */
    private static final long GROUPS_AGE_MS_MAX = 15_000;

    /** For the series, whether somebody looks or not. */
    private static final long UNWATCHED_GROUPS_AGE_MS = 10_000;

    /** How long the overview waits for a controller: it is looked at most when one is gone. */
    static final long CONTROLLER_MS_MAX = 2_000;

    private static final int OVERVIEW_EVENTS = 20;
    private static final String VERSION = "0.1.0";

    private final ClusterMetadata metadata;
    private final ClusterHistory history;
    private final Clock clock;
    private final BrokerPolls brokers;
    private final QuorumWatch quorum;
    private final GroupRounds groups;
    private final TopicLookup topics;
    private final GroupLookup groupLookup;
    private final OpenListeners.Bound listensOn;
    private final SeriesBook book = new SeriesBook();
    private final SeriesRecorder recorder = new SeriesRecorder(book);
    private final AtomicBoolean isRecording = new AtomicBoolean();
    private final NodeStates states = new NodeStates();
    private volatile List<Event> lastEvents = List.of();
    private volatile ImageTally tally = ImageTally.of(MetadataImage.EMPTY);

    /** Whom the dashboard asks. */
    public record Sources(
            ClusterMetadata metadata,
            PartitionReader reader,
            ClusterOperations operations,
            GroupDirectory groups,
            BrokerProbe brokers,
            ClusterHistory history) {}

    /**
     * @param partitionsMax of larger topics only what brokers have open is told: asking where a
     *     partition ends opens its log
     * @param readsMax how many records may be read for their time, in one round
     * @param listensOn what the listeners of this process are bound to
     */
    public Dashboard(
            Sources sources,
            GroupLags lags,
            int partitionsMax,
            int readsMax,
            OpenListeners.Bound listensOn,
            Clock clock) {
        this.listensOn = listensOn;
        this.metadata = sources.metadata();
        this.history = sources.history();
        this.clock = clock;
        this.brokers = new BrokerPolls(sources.brokers(), metadata, clock);
        this.quorum = new QuorumWatch(sources.operations(), clock);
        this.groups = new GroupRounds(sources.groups(), lags, clock, readsMax);
        this.groupLookup = new GroupLookup(sources.groups(), lags, clock, readsMax);
        this.topics = new TopicLookup(sources.reader(), sources.brokers(), brokers, partitionsMax);
    }

    /** Once a second, by one thread; waits for nobody. */
    public void tick() {
        brokers.tick();
        var _ = groups.notOlderThan(UNWATCHED_GROUPS_AGE_MS);
        if (isRecording.compareAndSet(false, true)) {
            Thread.ofVirtual().name("series").start(this::record);
        }
    }

    private void record() {
        try {
            long nowMs = clock.nowMs();
            states.follow(metadata.image(), nowMs);
            recorder.record(tally(), brokers, groups.last(), nowMs);
        } finally {
            isRecording.set(false);
        }
    }

    /** After the last point of these series, in milliseconds since 1970. */
    public long endMs(Channel.Series asked) {
        return book.endMs(asked.resolution());
    }

    /** These series as far back as they go. */
    public SeriesView whole(Channel.Series asked) {
        return book.whole(asked.resolution(), names(asked));
    }

    /** What has come to these series since they ended there. */
    public SeriesView since(Channel.Series asked, long endMs) {
        return book.since(asked.resolution(), names(asked), endMs);
    }

    private Collection<String> names(Channel.Series asked) {
        return asked.names().isEmpty() ? SeriesRecorder.ofTheCluster(book.names()) : asked.names();
    }

    /** What there is to see now. Completes on any thread; the view is to be written as JSON. */
    public CompletableFuture<? extends Answer<?>> view(Channel channel) {
        return switch (channel) {
            case Channel.Overview _ -> overview();
            case Channel.Nodes _ ->
                    quorum.newest().thenApply(seen -> Answer.of(scenes(seen, null).nodes()));
            case Channel.Topics asked ->
                    newestGroups()
                            .thenApply(round -> Answer.of(topicScenes(tally(), round).page(asked)));
            case Channel.Topic topic ->
                    newestGroups()
                            .thenCompose(round -> {
                                ImageTally now = tally();
                                return topics.detail(topic.name(), topicScenes(now, round), round);
                            });
            case Channel.Groups asked ->
                    groups.notOlderThan(GROUPS_AGE_MS)
                            .thenApply(
                                    answer -> answer.map(round -> GroupScenes.page(round, asked)));
            case Channel.Group group -> groupLookup.detail(group.name());
            case Channel.Series asked -> CompletableFuture.completedFuture(Answer.of(whole(asked)));
            case Channel.Events asked -> events(asked);
        };
    }

    private CompletableFuture<Answer<ClusterViews.Overview>> overview() {
        CompletableFuture<List<Event>> events =
                history.lines(HistoryQuery.newest(OVERVIEW_EVENTS))
                        .handle((answer, _) -> eventsOf(answer))
                        .completeOnTimeout(lastEvents, CONTROLLER_MS_MAX, TimeUnit.MILLISECONDS);
        return quorum.newest()
                .thenCombine(newestGroups(), (seen, round) -> scenes(seen, round))
                .thenCombine(
                        events,
                        (scenes, newest) -> Answer.of(scenes.overview(VERSION, newest, listensOn)));
    }

    /** While no controller answers, what was told last is still true. */
    private List<Event> eventsOf(@Nullable Answer<List<HistoryLine>> answer) {
        if (answer instanceof Answer.Given<List<HistoryLine>> given) {
            lastEvents = given.value().stream().map(EventSentences::event).toList();
        }
        return lastEvents;
    }

    private CompletableFuture<Answer<EventPage>> events(Channel.Events asked) {
        return history.lines(query(asked))
                .thenApply(answer ->
                        answer.map(lines ->
                                new EventPage(
                                        lines.stream()
                                                .limit(asked.limit())
                                                .map(EventSentences::event)
                                                .toList(),
                                        lines.size() > asked.limit())));
    }

    /** One more than is shown, to know whether there are more. */
    private static HistoryQuery query(Channel.Events asked) {
        return new HistoryQuery(
                asked.before(),
                -1,
                asked.limit() + 1,
                EventSentences.types(asked.type()),
                asked.q().isEmpty() ? null : asked.q(),
                asked.fromMs(),
                asked.toMs());
    }

    /** The groups, or null when their coordinators do not say: topics are shown without them. */
    private CompletableFuture<@Nullable GroupRound> newestGroups() {
        return groups.atOnce(GROUPS_AGE_MS_MAX, GROUPS_AGE_MS)
                .handle((answer, _) ->
                        answer instanceof Answer.Given<GroupRound> given ? given.value() : null);
    }

    private ClusterScenes scenes(QuorumSeen seen, @Nullable GroupRound round) {
        return new ClusterScenes(tally(), brokers, states, seen, round, clock.nowMs());
    }

    private TopicScenes topicScenes(ImageTally now, @Nullable GroupRound round) {
        return new TopicScenes(
                now,
                EffectiveConfigs.ofCluster(now.image()),
                brokers.topics(),
                round == null ? Map.of() : round.worstOfTopic());
    }

    private ImageTally tally() {
        MetadataImage image = metadata.image();
        ImageTally known = tally;
        if (known.image() != image) {
            known = ImageTally.of(image);
            tally = known;
        }
        return known;
    }
}
