package io.taffrail.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.standalone.Program;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Alerts and dashboards by themselves, before anything runs that they could ask. */
@Tag("system")
class RulesTest {

    @Test
    void promtoolTakesTheConfigurationAndTheRules() {
        Program checked = inPrometheus("promtool check config --lint-fatal prometheus.yml");
        assertThat(checked.exitCode()).as(checked.output()).isZero();
        Program rules = inPrometheus("promtool check rules --lint=all --lint-fatal rules/*.yml");
        assertThat(rules.exitCode()).as(rules.output()).isZero();
    }

    @Test
    void everyAlertFiresWhenItShouldAndNotBefore() {
        Program tested = inPrometheus("promtool test rules tests/*.yml");
        assertThat(tested.exitCode()).as(tested.output()).isZero();
    }

    @Test
    void everyAlertHasATest() {
        Program untested =
                inPrometheus(
                        "for alert in $(sed -n 's/.*- alert: //p' rules/*.yml);"
                                + " do grep -q \"$alert\" tests/*.yml || echo $alert; done");
        assertThat(untested.output()).isEmpty();
    }

    @Test
    void aDashboardKeepsItsAddressAndAsksTheDataSourceThatIsChosen() {
        Set<String> uids = new HashSet<>();
        for (JsonNode dashboard : Observability.dashboards()) {
            String title = dashboard.get("title").asString();
            assertThat(uids.add(dashboard.get("uid").asString())).as(title).isTrue();
            assertThat(dashboard.has("id")).as("%s: ids are the server's", title).isFalse();
            assertThat(dashboard.at("/templating/list").valueStream())
                    .as(title)
                    .filteredOn(variable -> variable.get("type").asString().equals("datasource"))
                    .hasSize(1);
            assertThat(dashboard.findValuesAsString("uid"))
                    .as(title)
                    .allMatch(uid ->
                            uid.equals("${datasource}")
                                    || uid.equals(dashboard.get("uid").asString()));
        }
        assertThat(uids)
                .containsExactlyInAnyOrder(
                        "taffrail-cluster",
                        "taffrail-broker",
                        "taffrail-topics",
                        "taffrail-gateway",
                        "taffrail-jvm");
    }

    private static Program inPrometheus(String line) {
        return Program.shell("cd " + Observability.DIRECTORY.resolve("prometheus") + " && " + line);
    }
}
