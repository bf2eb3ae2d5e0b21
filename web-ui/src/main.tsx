import "./design/tokens.css";
import "./design/base.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Refused } from "./api/http";
import { router } from "./app/router";
import { LiveConnection } from "./live/connection";
import { browser, Feeds } from "./live/feeds";
import { FeedsContext } from "./live/useLive";

const RETRIES_MAX = 2;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What was refused stays refused; what got no answer may get one.
      retry: (failures, error) => failures < RETRIES_MAX && !(error instanceof Refused && error.problem.status >= 400 && error.problem.status < 500),
      refetchOnWindowFocus: false,
    },
  },
});
const feeds = new Feeds(new LiveConnection(browser()), queries);
feeds.connection.start();
window.addEventListener("online", () => feeds.connection.retryNow());

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <FeedsContext value={feeds}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </FeedsContext>
  </StrictMode>,
);
