package io.taffrail.bench.subscribers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A gateway of this machine: where it serves HTTP, and what its process costs. */
public record GatewayProcess(int httpPort, long pid) {

    private static final double TICKS_PER_S = 100;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", httpPort);
    }

    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The name in brackets may hold blanks, so the fields are taken after it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]))
                / TICKS_PER_S;
    }

    long residentMb() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** As kill -9: nothing in the process gets to know. */
    void kill() {
        ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalStateException("there is no process " + pid))
                .destroyForcibly();
    }
}
