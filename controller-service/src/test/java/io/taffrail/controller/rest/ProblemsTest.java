package io.taffrail.controller.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;

class ProblemsTest {

    @Test
    void aDatabaseThatFailsIsNoFaultOfTheCallers() {
        var failure =
                new DataAccessResourceFailureException(
                        "query failed", new SQLException("No space left on device"));

        var problem = new Problems().onDatabase(failure);

        assertThat(problem.getStatus()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE.value());
        assertThat(problem.getDetail()).contains("No space left on device", "another controller");
    }
}
