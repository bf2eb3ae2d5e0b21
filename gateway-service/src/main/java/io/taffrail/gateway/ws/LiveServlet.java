package io.taffrail.gateway.ws;

import io.taffrail.gateway.rest.HttpCall;
import io.taffrail.gateway.rest.ProblemException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The dashboard's door at {@code /ui/v1/live}. */
public final class LiveServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient SocketUpgrades upgrades;

    public LiveServlet(SocketUpgrades upgrades) {
        this.upgrades = upgrades;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        var call = new HttpCall(request, response);
        try {
            upgrades.upgradeLive(call);
        } catch (ProblemException e) {
            call.problem(e.problem());
        }
    }
}
