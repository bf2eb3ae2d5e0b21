package io.taffrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house rules that a machine can check; each names what to write instead. */
class TidyTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int LINES_MAX = 450;

    private static final Map<String, String> INSTEAD_IN_MAIN =
            Map.of(
                    "Thread\\.sleep\\(", "await a condition, or schedule on a Loop",
                    "System\\.currentTimeMillis\\(", "pass nowMs, or ask the Clock",
                    "Instant\\.now\\(", "pass nowMs, or ask the Clock",
                    "LocalDateTime\\.now\\(", "pass nowMs, or ask the Clock",
                    "\\.printStackTrace\\(", "log it with its context",
                    "\\b(TODO|FIXME|XXX)\\b", "do it, or file an issue",
                    "UnsupportedOperationException", "a narrower interface");

    private static final Map<String, String> INSTEAD_IN_TESTS =
            Map.of(
                    "Thread\\.sleep\\(", "await().until(…)",
                    "@Disabled", "a test that runs, or none",
                    "\\b(TODO|FIXME|XXX)\\b", "do it, or file an issue");

    private static final Pattern NAMELESS =
            Pattern.compile(".*(Manager|Util|Utils|Helper|Impl|Info)\\.java");

    @Test
    void mainCodeKeepsTheHouseRules() {
        assertThat(violations(sources("src/main/java"), INSTEAD_IN_MAIN)).isEmpty();
    }

    @Test
    void testsAwaitAndNeverSleepOrSkip() {
        assertThat(violations(sources("src/test/java"), INSTEAD_IN_TESTS)).isEmpty();
    }

    @Test
    void everyPackageSaysWhatLivesThereAndIsNullMarked() {
        List<String> silent = new ArrayList<>();
        sources("src/main/java").stream()
                .map(Path::getParent)
                .distinct()
                .forEach(directory -> {
                    Path info = directory.resolve("package-info.java");
                    if (!Files.exists(info) || !read(info).contains("@NullMarked")) {
                        silent.add(ROOT.relativize(directory).toString());
                    }
                });
        assertThat(silent).isEmpty();
    }

    @Test
    void filesAreNamedAfterWhatTheyAreAndStayShort() {
        Map<String, String> faults = new TreeMap<>();
        for (Path file : sources("src/main/java")) {
            long lines = read(file).lines().count();
            if (NAMELESS.matcher(file.toString()).matches()) {
                faults.put(ROOT.relativize(file).toString(), "name it after what it is");
            } else if (lines > LINES_MAX) {
                faults.put(
                        ROOT.relativize(file).toString(),
                        lines + " lines: move its second subject out");
            }
        }
        assertThat(faults).isEmpty();
    }

    private static Map<String, String> violations(List<Path> files, Map<String, String> insteadOf) {
        Map<String, String> found = new TreeMap<>();
        for (Path file : files) {
            boolean isAllowed = file.endsWith("SystemClock.java") || file.endsWith("TidyTest.java");
            if (isAllowed) {
                continue;
            }
            String text = read(file);
            insteadOf.forEach((pattern, instead) -> {
                if (Pattern.compile(pattern).matcher(text).find()) {
                    found.put(ROOT.relativize(file) + " has " + pattern, instead);
                }
            });
        }
        return found;
    }

    private static List<Path> sources(String under) {
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<Path> files = new ArrayList<>();
            for (Path module : modules.toList()) {
                Path sources = module.resolve(under);
                if (Files.isDirectory(sources)) {
                    try (Stream<Path> all = Files.walk(sources)) {
                        all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                    }
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
