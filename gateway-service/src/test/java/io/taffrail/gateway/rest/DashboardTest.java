package io.taffrail.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The built dashboard as a browser gets it. */
class DashboardTest {

    private static final Pattern SCRIPT = Pattern.compile("src=\"(/ui/assets/[^\"]+\\.js)\"");

    private static MemoryGateway gateway;
    private static HttpProbe http;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of());
        http = new HttpProbe(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theRootLeadsToThePage() throws Exception {
        HttpResponse<String> root = http.get("/");

        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(root.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).endsWith("/ui/"));
        assertThat(http.get("/ui/").body()).contains("<title>Taffrail</title>");
    }

    @Test
    void everyAddressOfThePageIsThePage() throws Exception {
        for (String address : new String[] {"/ui/topics", "/ui/topics/a.b/records?from=-50"}) {
            HttpResponse<String> page = http.get(address, "Accept", "text/html");

            assertThat(page.statusCode()).as(address).isEqualTo(200);
            assertThat(page.body()).as(address).contains("<title>Taffrail</title>");
            assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
        }
    }

    @Test
    void whatTheApiDoesNotKnowIsNoPage() throws Exception {
        assertThat(http.get("/ui/v1/nothing", "Accept", "text/html").statusCode()).isEqualTo(404);
    }

    @Test
    void aMissingAssetIsNoPage() throws Exception {
        assertThat(http.get("/ui/assets/gone.js").statusCode()).isEqualTo(404);
    }

    @Test
    void assetsAreKeptForEverAndThePageIsAskedForAgain() throws Exception {
        Matcher script = SCRIPT.matcher(http.get("/ui/").body());
        assertThat(script.find()).isTrue();

        HttpResponse<String> asset = http.get(script.group(1));

        assertThat(asset.statusCode()).isEqualTo(200);
        assertThat(asset.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
    }

    @Test
    void nothingFromElsewhereRunsInThePage() throws Exception {
        String page = http.get("/ui/").body();

        assertThat(http.get("/ui/").headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy ->
                        assertThat(policy)
                                .contains("script-src 'self'")
                                .contains("frame-ancestors 'none'"));
        assertThat(page).doesNotContain("http://").doesNotContain("https://");
    }

    @Test
    void theApisPathsStayTheApis() throws Exception {
        HttpResponse<String> topics = http.get("/topics", "Accept", "text/html");

        assertThat(topics.body()).doesNotContain("<title>");
    }
}
