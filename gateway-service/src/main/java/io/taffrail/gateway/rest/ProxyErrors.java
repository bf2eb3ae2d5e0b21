package io.taffrail.gateway.rest;

import io.taffrail.gateway.json.JsonBytes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Failed requests in the form of the proxies' version 2, {@code {"error_code","message"}}, or as
 * problem+json for who asks for that.
 */
public final class ProxyErrors {

    public static final String MEDIA_TYPE = "application/vnd.kafka.v2+json";

    private ProxyErrors() {}

    public static void answer(
            HttpServletRequest request, HttpServletResponse response, Problem problem)
            throws IOException {
        String accept = request.getHeader("Accept");
        if (accept != null && accept.contains(Problem.MEDIA_TYPE)) {
            answerProblem(request, response, problem);
            return;
        }
        var out = new JsonBytes(128);
        out.ascii("{\"error_code\":").number(problem.errorCode());
        out.ascii(",\"message\":").string(problem.detail());
        send(response, problem, MEDIA_TYPE, out.raw((byte) '}').toByteArray());
    }

    static void answerProblem(
            HttpServletRequest request, HttpServletResponse response, Problem problem)
            throws IOException {
        send(response, problem, Problem.MEDIA_TYPE, problem.toJson(request.getRequestURI()));
    }

    private static void send(
            HttpServletResponse response, Problem problem, String mediaType, byte[] body)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        if (problem.retryable()) {
            response.setHeader("Retry-After", "1");
        }
        response.setStatus(problem.status());
        response.setContentType(mediaType);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
