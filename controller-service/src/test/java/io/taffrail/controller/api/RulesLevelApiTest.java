package io.taffrail.controller.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.decide.FeatureRules;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.BrokerRegistrationRequestData;
import org.apache.kafka.common.message.BrokerRegistrationResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What counts at which level of the rules, as it shows over a connection (KIP-584). */
class RulesLevelApiTest {

    private static final byte UPGRADE = 1;
    private static final byte DOWNGRADE = 2;
    private static final byte BROKER_RESOURCE = 4;

    @RegisterExtension private final LoneController controller = new LoneController(Map.of());

    @Test
    void aDrainIsRefusedUntilTheLevelIsFinalized() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            assertThat(finalizeLevel(one, 1, DOWNGRADE)).isEqualTo(Errors.NONE);

            AlterConfigsResourceResponse refused = drain(one);
            assertThat(Errors.forCode(refused.errorCode())).isEqualTo(Errors.UNSUPPORTED_VERSION);
            assertThat(refused.errorMessage())
                    .contains("needs taffrail.rules 2, and the cluster is at 1");

            assertThat(finalizeLevel(one, 2, UPGRADE)).isEqualTo(Errors.NONE);
            assertThat(drain(one).errorCode()).isZero();
        }
    }

    @Test
    void aLevelThatThisBuildDoesNotKnowIsRefusedAndBreaksNothing() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            assertThat(finalizeLevel(one, 99, UPGRADE)).isEqualTo(Errors.INVALID_UPDATE_VERSION);
            assertThat(controller.image().featureLevel(FeatureRules.RULES))
                    .isEqualTo(FeatureRules.RULES_LEVEL_MAX);
        }
    }

    @Test
    void aNodeOfABuildBeforeTheLevelIsNotRegistered() throws Exception {
        try (var one = TestNode.broker(0, controller.port())) {
            assertThat(register(one)).isEqualTo(Errors.UNSUPPORTED_VERSION);
            assertThat(controller.image().node(7)).isNull();

            finalizeLevel(one, 1, DOWNGRADE);
            assertThat(register(one)).isEqualTo(Errors.NONE);
        }
    }

    /** As a build registers that does not say which levels it knows. */
    private static Errors register(TestNode node) throws Exception {
        var request =
                new BrokerRegistrationRequestData()
                        .setBrokerId(7)
                        .setClusterId("")
                        .setIncarnationId(new Uuid(1, 1));
        return Errors.forCode(node.ask(request, BrokerRegistrationResponseData.class).errorCode());
    }

    private static Errors finalizeLevel(TestNode node, int level, byte type) throws Exception {
        var request = new UpdateFeaturesRequestData().setTimeoutMs(10_000);
        request.featureUpdates()
                .add(
                        new FeatureUpdateKey()
                                .setFeature(FeatureRules.RULES)
                                .setMaxVersionLevel((short) level)
                                .setUpgradeType(type));
        return Errors.forCode(node.ask(request, UpdateFeaturesResponseData.class).errorCode());
    }

    private static AlterConfigsResourceResponse drain(TestNode node) throws Exception {
        var resource =
                new AlterConfigsResource().setResourceType(BROKER_RESOURCE).setResourceName("0");
        resource.configs().add(new AlterableConfig().setName("broker.drain").setValue("true"));
        var request = new IncrementalAlterConfigsRequestData();
        request.resources().add(resource);
        return node.ask(request, IncrementalAlterConfigsResponseData.class).responses().getFirst();
    }
}
