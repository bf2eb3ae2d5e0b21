package io.taffrail.deploy.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart as Helm itself renders it, for the release {@code t} in the namespace {@code here}. */
record Chart(List<Manifest> manifests) {

    static final Path HOME = Path.of("..", "helm", "taffrail").toAbsolutePath().normalize();
    static final Path SMALL = HOME.resolve("ci/small-values.yaml");
    static final Path EVERYTHING = HOME.resolve("ci/everything-values.yaml");

    static Chart byDefault() {
        return parse(command().call());
    }

    static Chart with(Path values) {
        return parse(command().withValuesFile(values).call());
    }

    /** What the library would take by itself is older than what the chart needs. */
    private static final String KUBERNETES = "1.32.0";

    /** With one value set beside the defaults. */
    static Chart set(String name, Object value) {
        return parse(command().set(name, value).call());
    }

    /**
     * What runs when `helm test` asks. The library shows no hooks, so a copy of the chart, made in
     * the directory, has it as a plain manifest, with {@code hook} in the place of {@code
     * helm.sh/hook}.
     */
    static Chart hooks(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(HOME, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(HOME.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file).replace("helm.sh/hook", "hook"));
            }
        }
        return parse(
                new Helm(directory)
                        .template()
                        .withName("t")
                        .withNamespace("here")
                        .withKubeVersion(KUBERNETES)
                        .call());
    }

    /** What is told to whoever installs it. */
    static String notes(Path values) {
        InstallCommand install = new Helm(HOME).install().withName("t").withNamespace("here");
        return install.withKubeVersion(KUBERNETES)
                .clientOnly()
                .dryRun()
                .withValuesFile(values)
                .call()
                .getOutput();
    }

    private static TemplateCommand command() {
        return new Helm(HOME)
                .template()
                .withName("t")
                .withNamespace("here")
                .withKubeVersion(KUBERNETES);
    }

    private static Chart parse(String yaml) {
        Iterable<Object> documents =
                new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml);
        return new Chart(
                StreamSupport.stream(documents.spliterator(), false)
                        .filter(Objects::nonNull)
                        .map(document -> new Manifest((Map<?, ?>) document))
                        .toList());
    }

    Manifest get(String kind, String name) {
        return manifests.stream()
                .filter(each -> each.kind().equals(kind) && each.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("no " + kind + " " + name + " among " + names()));
    }

    /** Each as {@code Kind/name}. */
    List<String> names() {
        return manifests.stream().map(each -> each.kind() + "/" + each.name()).toList();
    }

    List<Manifest> ofKind(String... kinds) {
        return manifests.stream().filter(each -> List.of(kinds).contains(each.kind())).toList();
    }

    /** What makes pods of the three services. */
    List<Manifest> workloads() {
        return ofKind("StatefulSet", "Deployment");
    }
}
