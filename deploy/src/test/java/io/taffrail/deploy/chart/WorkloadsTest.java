package io.taffrail.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pods: how they start, stay, are judged and kept apart. */
class WorkloadsTest {

    private final Chart chart = Chart.byDefault();

    static Stream<Chart> charts() {
        return Stream.of(Chart.byDefault(), Chart.with(Chart.SMALL), Chart.with(Chart.EVERYTHING));
    }

    static Stream<Manifest> workloads() {
        return charts().flatMap(each -> each.workloads().stream());
    }

    @Test
    void controllersAndBrokersAreStatefulAndGatewaysAreNot() {
        assertThat(chart.names())
                .contains(
                        "StatefulSet/t-controller", "StatefulSet/t-broker", "Deployment/t-gateway");
        assertThat(replicas(chart)).containsExactly("t-controller 3", "t-broker 3", "t-gateway 2");
        assertThat(replicas(Chart.with(Chart.SMALL)))
                .containsExactly("t-controller 1", "t-broker 1", "t-gateway 1");
        assertThat(replicas(Chart.with(Chart.EVERYTHING)))
                .containsExactly("t-controller 5", "t-broker 4", "t-gateway 3");
    }

    private static List<String> replicas(Chart of) {
        return of.workloads().stream()
                .sorted((a, b) -> order(a) - order(b))
                .map(each -> each.name() + " " + each.at("spec", "replicas"))
                .toList();
    }

    private static int order(Manifest workload) {
        return List.of("controller", "broker", "gateway").indexOf(workload.component());
    }

    @ParameterizedTest
    @MethodSource("charts")
    void aQuorumFindsItselfBeforeAnyOfItIsReady(Chart any) {
        for (String kind : List.of("controller", "broker")) {
            Manifest set = any.get("StatefulSet", "t-" + kind);
            Manifest service = any.get("Service", set.text("spec", "serviceName"));

            assertThat(set.at("spec", "podManagementPolicy")).isEqualTo("Parallel");
            assertThat(service.at("spec", "clusterIP")).isEqualTo("None");
            assertThat(service.at("spec", "publishNotReadyAddresses")).isEqualTo(true);
            assertThat(service.at("spec", "selector"))
                    .isEqualTo(set.at("spec", "selector", "matchLabels"));
        }
    }

    @Test
    void controllersKnowEachOtherByTheNamesOfTheirPods() {
        Manifest set = chart.get("StatefulSet", "t-controller");

        assertThat(set.env("TAFFRAIL_CONTROLLER_PEERS"))
                .isEqualTo(
                        "0@t-controller-0.t-controllers.here.svc.cluster.local:9094,"
                                + "1@t-controller-1.t-controllers.here.svc.cluster.local:9094,"
                                + "2@t-controller-2.t-controllers.here.svc.cluster.local:9094");
        assertThat(
                        set.container(
                                "env",
                                "TAFFRAIL_CONTROLLER_NODEID",
                                "valueFrom",
                                "fieldRef",
                                "fieldPath"))
                .isEqualTo("metadata.labels['apps.kubernetes.io/pod-index']");
        assertThat(
                        Chart.with(Chart.SMALL)
                                .get("StatefulSet", "t-controller")
                                .env("TAFFRAIL_CONTROLLER_PEERS"))
                .as("one that is alone opens no port for others")
                .isEqualTo("");
    }

    @Test
    void nodesKnowTheControllersAndAdvertiseWhatThisClusterCanReach() {
        Manifest broker = chart.get("StatefulSet", "t-broker");
        Manifest gateway = chart.get("Deployment", "t-gateway");

        for (Object controllers :
                List.of(
                        broker.env("TAFFRAIL_BROKER_CONTROLLERS"),
                        gateway.env("TAFFRAIL_GATEWAY_CONTROLLERS"))) {
            assertThat(controllers.toString().split(","))
                    .hasSize(3)
                    .allMatch(each -> each.endsWith(".t-controllers.here.svc.cluster.local:9093"));
        }
        assertThat(broker.env("TAFFRAIL_BROKER_ADVERTISEDHOST"))
                .isEqualTo("$(POD_NAME).t-brokers.here.svc.cluster.local");
        assertThat(gateway.env("TAFFRAIL_GATEWAY_ADVERTISEDHOST")).isEqualTo("$(POD_IP)");
        assertThat(gateway.env("TAFFRAIL_GATEWAY_NODEID"))
                .as("taken by the image from the pod's name")
                .isNull();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void settingsOfTheClusterAreTheSameOnEveryNode(Chart any) {
        assertThat(any.workloads())
                .extracting(each -> each.env("KAFKA_DEFAULT_REPLICATION_FACTOR"))
                .doesNotContainNull()
                .hasSize(3)
                .containsOnly(any.workloads().getFirst().env("KAFKA_DEFAULT_REPLICATION_FACTOR"));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void dataOutlivesPodsAndTheRelease(Chart any) {
        for (Manifest set : any.ofKind("StatefulSet")) {
            if (set.component().equals("gateway")) {
                assertThat(set.at("spec", "volumeClaimTemplates")).isNull();
                continue;
            }
            assertThat(set.at("spec", "persistentVolumeClaimRetentionPolicy"))
                    .isEqualTo(Map.of("whenDeleted", "Retain", "whenScaled", "Retain"));
            assertThat(set.at("spec", "volumeClaimTemplates", 0, "metadata", "name"))
                    .isEqualTo("data");
            assertThat((List<Object>) set.container("volumeMounts"))
                    .contains(Map.of("name", "data", "mountPath", "/var/lib/taffrail"));
        }
    }

    @Test
    void disksAreAsLargeAndOfTheClassThatIsAskedFor() {
        Manifest plain = chart.get("StatefulSet", "t-broker");
        Manifest fast = Chart.with(Chart.EVERYTHING).get("StatefulSet", "t-broker");

        assertThat(claim(plain, "storageClassName")).as("the cluster's default").isNull();
        assertThat(claim(fast, "storageClassName")).isEqualTo("fast");
        assertThat(claim(fast, "resources", "requests", "storage")).isEqualTo("1Ti");
    }

    private static Object claim(Manifest set, Object... path) {
        Object here = set.at("spec", "volumeClaimTemplates", 0, "spec");
        for (Object step : path) {
            here = here == null ? null : ((Map<?, ?>) here).get(step);
        }
        return here;
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void aliveIsWhoAnswersAndReadyIsWhoAccepts(Manifest workload) {
        for (String probe : List.of("startupProbe", "livenessProbe")) {
            assertThat(workload.container(probe, "httpGet", "path"))
                    .isEqualTo("/actuator/health/liveness");
        }
        assertThat(workload.container("readinessProbe", "httpGet", "path"))
                .isEqualTo("/actuator/health/readiness");
        assertThat(workload.container("startupProbe", "failureThreshold"))
                .as("ten minutes, for logs that must be checked")
                .isEqualTo(300);
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void podsMayDoNothingThatTheyDoNotNeed(Manifest workload) {
        assertThat(workload.pod("securityContext", "runAsNonRoot")).isEqualTo(true);
        assertThat(workload.pod("securityContext", "runAsUser")).isEqualTo(10001);
        assertThat(workload.pod("securityContext", "fsGroup")).isEqualTo(10001);
        assertThat(workload.pod("securityContext", "seccompProfile", "type"))
                .isEqualTo("RuntimeDefault");
        assertThat(workload.pod("automountServiceAccountToken")).isEqualTo(false);
        for (Object security : securityOfContainers(workload)) {
            assertThat((Map<String, Object>) security)
                    .containsEntry("readOnlyRootFilesystem", true)
                    .containsEntry("allowPrivilegeEscalation", false)
                    .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
        }
        assertThat((List<Map<String, Object>>) workload.container("volumeMounts"))
                .as("the JVM's temporary files")
                .anyMatch(mount -> mount.get("mountPath").equals("/tmp"));
    }

    private static List<Object> securityOfContainers(Manifest workload) {
        return Stream.of("containers", "initContainers")
                .flatMap(each -> workload.list("spec", "template", "spec", each).stream())
                .map(each -> (Object) ((Map<?, ?>) each).get("securityContext"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void podsOfOneKindSpreadOverZones(Manifest workload) {
        assertThat(workload.pod("topologySpreadConstraints", 0, "topologyKey"))
                .isEqualTo("topology.kubernetes.io/zone");
        assertThat(workload.pod("topologySpreadConstraints", 0, "labelSelector", "matchLabels"))
                .isEqualTo(workload.at("spec", "selector", "matchLabels"));
    }

    @Test
    void podsOfOneKindKeepOffEachOthersNodesAsStrictlyAsIsAskedFor() {
        String soft = "preferredDuringSchedulingIgnoredDuringExecution";
        String hard = "requiredDuringSchedulingIgnoredDuringExecution";
        for (Manifest each : chart.workloads()) {
            assertThat(
                            each.pod(
                                    "affinity",
                                    "podAntiAffinity",
                                    soft,
                                    0,
                                    "podAffinityTerm",
                                    "topologyKey"))
                    .isEqualTo("kubernetes.io/hostname");
        }
        for (Manifest each : Chart.with(Chart.EVERYTHING).workloads()) {
            assertThat(
                            each.pod(
                                    "affinity",
                                    "podAntiAffinity",
                                    hard,
                                    0,
                                    "labelSelector",
                                    "matchLabels"))
                    .isEqualTo(each.at("spec", "selector", "matchLabels"));
        }
        assertThat(Chart.with(Chart.SMALL).workloads())
                .allMatch(each -> each.pod("affinity") == null);
    }

    @Test
    void theRackIsTheNodesLabelAndOnlyItsReaderGetsAToken() {
        Path rack = Path.of("/run/taffrail/rack");
        for (String each : List.of("StatefulSet/t-broker", "Deployment/t-gateway")) {
            Manifest workload = chart.get(each.split("/")[0], each.split("/")[1]);

            assertThat(workload.pod("initContainers", "rack", "args"))
                    .isEqualTo(
                            List.of("node-label", "topology.kubernetes.io/zone", rack.toString()));
            assertThat(workload.env("TAFFRAIL_RACK_FILE")).isEqualTo(rack.toString());
            assertThat(String.valueOf(workload.pod("initContainers", "rack", "volumeMounts")))
                    .contains("/var/run/secrets/kubernetes.io/serviceaccount");
            assertThat(String.valueOf(workload.container("volumeMounts")))
                    .doesNotContain("serviceaccount");
        }
        Manifest role = chart.get("ClusterRole", "here-t-rack");
        assertThat(role.at("rules"))
                .isEqualTo(
                        List.of(
                                Map.of(
                                        "apiGroups", List.of(""),
                                        "resources", List.of("nodes"),
                                        "verbs", List.of("get"))));
        assertThat(Chart.with(Chart.SMALL).names())
                .noneMatch(name -> name.startsWith("ClusterRole"));
    }

    @Test
    void whatIsSaidOfOneKindHoldsForThatKindOnly() {
        Chart all = Chart.with(Chart.EVERYTHING);
        Manifest broker = all.get("StatefulSet", "t-broker");
        Manifest controller = all.get("StatefulSet", "t-controller");

        assertThat(broker.pod("nodeSelector")).isEqualTo(Map.of("disk", "nvme"));
        assertThat(broker.pod("tolerations", 0, "key")).isEqualTo("dedicated");
        assertThat(broker.at("spec", "template", "metadata", "annotations", "example.org/team"))
                .isEqualTo("data");
        assertThat(broker.env("TAFFRAIL_JAVA_OPTS")).isEqualTo("-Dx=y");
        assertThat(broker.container("image"))
                .isEqualTo("registry.example.org/taffrail-broker:1.2.3");
        assertThat(broker.pod("imagePullSecrets")).isEqualTo(List.of(Map.of("name", "registry")));
        assertThat(controller.pod("nodeSelector")).isNull();
        assertThat(controller.env("TAFFRAIL_JAVA_OPTS")).isNull();
    }
}
