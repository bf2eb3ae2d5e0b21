package io.taffrail.cli.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes one label of a pod's node into a file: the chart's init container learns by it in which
 * zone, and so in which rack, the node stands. The downward API tells a pod only its own labels.
 * Apart from the commands, since it starts with every pod and so loads nothing but the JDK.
 */
public final class NodeLabel {

    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Labels are flat, and their values letters, digits, dashes, dots and underscores. */
    private static final Pattern LABELS = Pattern.compile("\"labels\"\\s*:\\s*\\{([^}]*)}");

    private final HttpClient client;
    private final URI api;
    private final String token;

    NodeLabel(HttpClient client, URI api, String token) {
        this.client = client;
        this.api = api;
        this.token = token;
    }

    /**
     * @return the label's value, or null when the node has none of that name
     * @throws IOException when the API server does not answer, or refuses; the message says how to
     *     let it
     */
    @Nullable String read(String node, String label) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(api.resolve("/api/v1/nodes/" + node))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json")
                        .timeout(TIMEOUT)
                        .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(
                    "%s answers %d to GET %s: the service account needs the verb get on nodes, or set rack.enabled=false"
                            .formatted(api, response.statusCode(), request.uri().getPath()));
        }
        return find(response.body(), label);
    }

    private static @Nullable String find(String node, String label) {
        Matcher labels = LABELS.matcher(node);
        if (!labels.find()) {
            return null;
        }
        Matcher value =
                Pattern.compile("\"" + Pattern.quote(label) + "\"\\s*:\\s*\"([^\"]*)\"")
                        .matcher(labels.group(1));
        return value.find() ? value.group(1) : null;
    }

    /** Believes whoever the cluster's own certificate authority has signed, and nobody else. */
    private static SSLContext trusting(Path authority)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream certificates = Files.newInputStream(authority)) {
            int i = 0;
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(certificates)) {
                trusted.setCertificateEntry("ca-" + i++, each);
            }
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String environment(String name) throws IOException {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IOException(name + " is not set: node-label is for pods of the Helm chart");
        }
        return value;
    }

    /** {@code node-label LABEL FILE}: leaves the file empty when the node has no such label. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: taffrail node-label LABEL FILE");
            System.exit(2);
        }
        try {
            String node = environment("NODE_NAME");
            String host = environment("KUBERNETES_SERVICE_HOST");
            String name = host.contains(":") ? "[" + host + "]" : host;
            URI api = URI.create("https://" + name + ":" + environment("KUBERNETES_SERVICE_PORT"));
            HttpClient client =
                    HttpClient.newBuilder()
                            .sslContext(trusting(ACCOUNT.resolve("ca.crt")))
                            .connectTimeout(TIMEOUT)
                            .build();
            String token = Files.readString(ACCOUNT.resolve("token")).strip();
            String value = new NodeLabel(client, api, token).read(node, arguments[0]);
            Files.writeString(Path.of(arguments[1]), value == null ? "" : value);
            System.out.println(
                    value == null
                            ? "node %s has no label %s: it counts as being in no rack"
                                    .formatted(node, arguments[0])
                            : "node %s has %s=%s".formatted(node, arguments[0], value));
        } catch (IOException e) {
            System.err.println("taffrail: " + e.getMessage());
            System.exit(1);
        }
    }
}
