package io.taffrail.gateway.rest.ui;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.canary.DrillReport;
import io.taffrail.gateway.canary.LeaderDrill;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A move of a leader that is made to see what it costs. */
@RestController
@RequestMapping(path = "/ui/v1", produces = "application/json")
@Tag(name = "dashboard")
public final class DrillController {

    private final LeaderDrill drill;

    public DrillController(LeaderDrill drill) {
        this.drill = drill;
    }

    /**
     * Moves the leader of the canary's partition, and tells for how long no record came through.
     */
    @PostMapping("/canary/drill")
    DrillReport drill() throws InterruptedException {
        return switch (drill.run()) {
            case Answer.Given<DrillReport> given -> given.value();
            case Answer.Refused<DrillReport> refused ->
                    throw new ProblemException(Problem.of(refused.rejected()));
        };
    }
}
