package io.taffrail.gateway.rest.v3;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/**
 * Failed requests in version 3's own form, or as problem+json for who asks for that. Before
 * Spring's own advice, which knows one form only.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
@RestControllerAdvice(basePackageClasses = Failures.class)
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** The body of an answer to a request that failed. */
    record Failure(@JsonProperty("error_code") int errorCode, String message) {}

    @ExceptionHandler
    ResponseEntity<?> onProblem(ProblemException failure, HttpServletRequest request) {
        return answer(failure.problem(), request);
    }

    @ExceptionHandler
    ResponseEntity<?> onBody(HttpMessageNotReadableException failure, HttpServletRequest request) {
        String cause = failure.getMostSpecificCause().getMessage();
        return answer(
                Problem.badRequest(
                        "the body is not the JSON that belongs here: "
                                + firstLine(String.valueOf(cause))),
                request);
    }

    @ExceptionHandler
    ResponseEntity<?> onNumber(
            MethodArgumentTypeMismatchException failure, HttpServletRequest request) {
        return answer(
                Problem.badRequest(failure.getName() + " " + failure.getValue() + " is no number"),
                request);
    }

    @ExceptionHandler
    ResponseEntity<?> onMediaType(
            HttpMediaTypeNotSupportedException failure, HttpServletRequest request) {
        return answer(
                Problem.unsupportedMediaType(
                        "Content-Type "
                                + failure.getContentType()
                                + " is not understood here: use application/json"),
                request);
    }

    @ExceptionHandler
    ResponseEntity<?> onOther(Exception failure, HttpServletRequest request) {
        if (failure instanceof ErrorResponse known) {
            int status = known.getStatusCode().value();
            String detail = known.getBody().getDetail();
            return answer(
                    new Problem(
                            status,
                            status,
                            "http",
                            "Request failed",
                            detail == null ? "status " + status : detail,
                            false),
                    request);
        }
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
        return answer(
                new Problem(
                        500,
                        500,
                        "internal",
                        "Internal error",
                        "the gateway failed; its log says why",
                        true),
                request);
    }

    private static ResponseEntity<?> answer(Problem problem, HttpServletRequest request) {
        var response = ResponseEntity.status(problem.status());
        if (problem.retryable()) {
            response.header("Retry-After", "1");
        }
        String accept = request.getHeader("Accept");
        if (accept != null && accept.contains(Problem.MEDIA_TYPE)) {
            return response.contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(problem.toJson(request.getRequestURI()));
        }
        return response.contentType(MediaType.APPLICATION_JSON)
                .body(new Failure(problem.errorCode(), problem.detail()));
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
