package io.taffrail.gateway.rest.ui;

import io.taffrail.gateway.dashboard.Channel.BadChannel;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Failed looks, as problem+json. */
@Order(Ordered.HIGHEST_PRECEDENCE)
@RestControllerAdvice(basePackageClasses = DashboardFailures.class)
public final class DashboardFailures {

    private static final Logger LOG = LoggerFactory.getLogger(DashboardFailures.class);

    @ExceptionHandler
    ResponseEntity<?> onProblem(ProblemException failure, HttpServletRequest request) {
        return answer(failure.problem(), request);
    }

    @ExceptionHandler
    ResponseEntity<?> onChannel(BadChannel failure, HttpServletRequest request) {
        return answer(Problem.badRequest(String.valueOf(failure.getMessage())), request);
    }

    @ExceptionHandler
    ResponseEntity<?> onNumber(
            MethodArgumentTypeMismatchException failure, HttpServletRequest request) {
        return answer(
                Problem.badRequest(
                        failure.getName()
                                + " "
                                + failure.getValue()
                                + " is not understood: see /swagger-ui.html"),
                request);
    }

    @ExceptionHandler
    ResponseEntity<?> onOther(Exception failure, HttpServletRequest request) {
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
        return response.contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem.toJson(request.getRequestURI()));
    }
}
