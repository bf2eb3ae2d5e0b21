package io.taffrail.controller.rest;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Errors of this view as problem+json (RFC 9457). */
@RestControllerAdvice(basePackageClasses = Problems.class)
public class Problems {

    Problems() {}

    @ExceptionHandler
    ProblemDetail onBadQuery(BadQuery bad) {
        return problem(String.valueOf(bad.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail onWrongType(MethodArgumentTypeMismatchException wrong) {
        Class<?> type = wrong.getRequiredType();
        return problem(
                "%s '%s' is not of type %s"
                        .formatted(
                                wrong.getName(),
                                wrong.getValue(),
                                type == null ? "that is asked for" : type.getSimpleName()));
    }

    private static ProblemDetail problem(String detail) {
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
        problem.setTitle("The request cannot be read");
        return problem;
    }
}
