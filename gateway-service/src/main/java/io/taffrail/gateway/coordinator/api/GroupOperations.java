package io.taffrail.gateway.coordinator.api;

import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.utils.Utils;

/**
 * What a client is told that it may do with a group (KIP-430): everything that there is to do, as
 * Kafka answers when it has no authorizer.
 */
final class GroupOperations {

    static final int ALL =
            Utils.to32BitField(
                    Set.of(
                            AclOperation.READ.code(),
                            AclOperation.DESCRIBE.code(),
                            AclOperation.DELETE.code(),
                            AclOperation.DESCRIBE_CONFIGS.code(),
                            AclOperation.ALTER_CONFIGS.code()));

    private GroupOperations() {}
}
