package io.taffrail.controller.rest;

import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.transaction.TransactionException;
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

    /** Such as on a full disk; the controller's work does not need its database. */
    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ProblemDetail onDatabase(NestedRuntimeException failure) {
        var problem =
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "the database of this controller's view fails: "
                                + failure.getMostSpecificCause().getMessage()
                                + "; see to its disk, and ask another controller meanwhile");
        problem.setTitle("The view of the metadata cannot be read");
        return problem;
    }

    private static ProblemDetail problem(String detail) {
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
        problem.setTitle("The request cannot be read");
        return problem;
    }
}
