package io.taffrail.gateway.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. The query is parsed here and never by the container, which would take
 * the body of a form post for parameters: {@code curl -d} sends such posts, and their bytes are the
 * record.
 */
public final class HttpCall {

    private static final String JSON = "application/json";

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final List<String> segments;
    private final List<String[]> query;

    public HttpCall(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
        this.segments = segments(request.getRequestURI());
        this.query = pairs(request.getQueryString());
    }

    public HttpServletRequest request() {
        return request;
    }

    public HttpServletResponse response() {
        return response;
    }

    public String method() {
        return request.getMethod();
    }

    public String path() {
        return request.getRequestURI();
    }

    /** The decoded parts of the path. */
    public List<String> segments() {
        return segments;
    }

    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    /** The first value of that query parameter, or null. */
    public @Nullable String query(String name) {
        for (String[] pair : query) {
            if (pair[0].equals(name)) {
                return pair[1];
            }
        }
        return null;
    }

    public String query(String name, String otherwise) {
        String value = query(name);
        return value == null ? otherwise : value;
    }

    public List<String> queryAll(String name) {
        return query.stream().filter(pair -> pair[0].equals(name)).map(pair -> pair[1]).toList();
    }

    /** Whether the parameter is there and does not say no. */
    public boolean flag(String name) {
        String value = query(name);
        return value != null && !value.equals("0") && !value.equals("false");
    }

    /** A whole number within bounds, or the default. */
    public int number(String name, int otherwise, int min, int max) {
        return (int) longNumber(name, otherwise, min, max);
    }

    public long longNumber(String name, long otherwise, long min, long max) {
        String value = query(name);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with the bounds.
        }
        throw new ProblemException(
                Problem.badRequest(
                        name + "=" + value + " is no number from " + min + " to " + max));
    }

    /** The media type of the body without its parameters, in lower case; empty when none. */
    public String mediaType() {
        String type = request.getContentType();
        if (type == null) {
            return "";
        }
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    public boolean accepts(String mediaType) {
        String accept = header("Accept");
        return accept != null && accept.contains(mediaType);
    }

    /** The value of a preference (RFC 7240): empty when it stands alone, null when it is absent. */
    public @Nullable String preference(String name) {
        var headers = request.getHeaders("Prefer");
        while (headers.hasMoreElements()) {
            for (String part : headers.nextElement().split("[,;]", -1)) {
                String[] pair = part.strip().split("=", 2);
                if (pair[0].strip().equalsIgnoreCase(name)) {
                    return pair.length == 1 ? "" : pair[1].strip().replace("\"", "");
                }
            }
        }
        return null;
    }

    public void json(int status, byte[] body) throws IOException {
        send(status, JSON, body, body.length);
    }

    /** The same in the proxies' own type, unless plain JSON is asked for. */
    public void proxyJson(byte[] body) throws IOException {
        boolean isPlain = accepts(JSON) && !accepts("application/vnd.kafka");
        send(200, isPlain ? JSON : ProxyErrors.MEDIA_TYPE, body, body.length);
    }

    public void send(int status, String mediaType, byte[] body, int length) throws IOException {
        response.setStatus(status);
        response.setContentType(mediaType);
        response.setContentLength(length);
        response.getOutputStream().write(body, 0, length);
    }

    public void empty(int status) {
        response.setStatus(status);
    }

    public void problem(Problem problem) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        if (problem.retryable()) {
            response.setHeader("Retry-After", "1");
        }
        byte[] body = problem.toJson(path());
        send(problem.status(), Problem.MEDIA_TYPE, body, body.length);
    }

    private static List<String> segments(String uri) {
        List<String> segments = new ArrayList<>(6);
        int from = 1;
        while (from < uri.length()) {
            int slash = uri.indexOf('/', from);
            int to = slash < 0 ? uri.length() : slash;
            segments.add(decode(uri.substring(from, to).replace("+", "%2B")));
            from = to + 1;
        }
        return segments;
    }

    private static List<String[]> pairs(@Nullable String text) {
        List<String[]> pairs = new ArrayList<>();
        if (text == null) {
            return pairs;
        }
        for (String part : text.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                pairs.add(new String[] {decode(name), decode(value)});
            }
        }
        return pairs;
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.badRequest(
                            "'" + text + "' has a % that no two hexadecimal digits follow"));
        }
    }
}
