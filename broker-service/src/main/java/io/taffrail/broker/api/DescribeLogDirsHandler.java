package io.taffrail.broker.api;

import io.taffrail.broker.partition.LogStore;
import io.taffrail.broker.partition.LogStore.DirectoryUse;
import io.taffrail.broker.partition.LogStore.LogSize;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** DescribeLogDirs 1–5 (KIP-113, KIP-827 space, KIP-1066 cordons). */
final class DescribeLogDirsHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.DESCRIBE_LOG_DIRS, 1, 5);

    private final LogStore store;

    DescribeLogDirsHandler(LogStore store) {
        this.store = store;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(DescribeLogDirsRequestData.class);
        Predicate<PartitionId> isAsked = asked(request);
        store.directories()
                .whenComplete((directories, failure) -> {
                    var response = new DescribeLogDirsResponseData();
                    if (failure != null) {
                        response.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
                    } else {
                        for (DirectoryUse use : directories) {
                            response.results().add(describe(use, isAsked));
                        }
                    }
                    exchange.respond(response);
                });
    }

    private static Predicate<PartitionId> asked(DescribeLogDirsRequestData request) {
        if (request.topics() == null) {
            return id -> true;
        }
        Map<String, Set<Integer>> asked = new LinkedHashMap<>();
        request.topics()
                .forEach(topic -> asked.put(topic.topic(), new HashSet<>(topic.partitions())));
        return id -> asked.getOrDefault(id.topic(), Set.of()).contains(id.partition());
    }

    private static DescribeLogDirsResult describe(
            DirectoryUse use, Predicate<PartitionId> isAsked) {
        var result =
                new DescribeLogDirsResult()
                        .setLogDir(use.path())
                        .setTotalBytes(use.totalBytes())
                        .setUsableBytes(use.usableBytes());
        if (use.isOffline()) {
            return result.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        }
        Map<String, DescribeLogDirsTopic> topics = new LinkedHashMap<>();
        for (LogSize log : use.logs()) {
            if (isAsked.test(log.id())) {
                topics.computeIfAbsent(
                                log.id().topic(), name -> new DescribeLogDirsTopic().setName(name))
                        .partitions()
                        .add(
                                new DescribeLogDirsPartition()
                                        .setPartitionIndex(log.id().partition())
                                        .setPartitionSize(log.sizeBytes()));
            }
        }
        result.topics().addAll(topics.values());
        return result;
    }
}
