import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LiveConnection, type SocketLike } from "../src/live/connection";
import { Feeds, pathOf } from "../src/live/feeds";
import { FeedsContext, useLive } from "../src/live/useLive";

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

/** A machine that builds something else meanwhile is slow, and that is no fault of the page. */
const PATIENCE = { timeout: 10_000 };

class FakeSocket implements SocketLike {
  said: { op: string; id: string; channel: string }[] = [];
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  send = (text: string) => void this.said.push(JSON.parse(text));
  close = () => undefined;
  tells = (frame: object) => this.onmessage?.({ data: JSON.stringify(frame) });
}

function Shown({ name }: { name: string }) {
  const topic = useLive<{ name: string; size: number }>("topic", { name });
  return <p>{topic.problem !== null ? topic.problem.detail : topic.data === undefined ? "…" : `${topic.data.name} ${topic.data.size}`}</p>;
}

function page(socket: FakeSocket, later: (ms: number, run: () => void) => () => void = () => () => undefined) {
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const connection = new LiveConnection({ open: () => socket, nowMs: () => 0, later });
  const feeds = new Feeds(connection, cache);
  connection.start();
  const box = document.createElement("div");
  const root = createRoot(box);
  const show = (names: string[]) =>
    act(() =>
      root.render(
        <FeedsContext value={feeds}>
          <QueryClientProvider client={cache}>
            {names.map((name, place) => (
              <Shown key={place} name={name} />
            ))}
          </QueryClientProvider>
        </FeedsContext>,
      ),
    );
  return { box, show };
}

describe("a part of a page that is live", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("shows the snapshot and each change, and shares its subscription with others", async () => {
    const socket = new FakeSocket();
    const { box, show } = page(socket);
    act(() => socket.onopen?.(undefined as never));
    await show(["orders", "orders"]);

    expect(socket.said).toHaveLength(1);
    const { id } = socket.said[0]!;
    await act(async () => socket.tells({ id, seq: 0, type: "snapshot", data: { name: "orders", size: 1 } }));
    await act(async () => socket.tells({ id, seq: 1, type: "delta", data: { size: 2 } }));
    await vi.waitFor(() => expect(box.textContent).toBe("orders 2orders 2"), PATIENCE);

    await show([]);
    expect(socket.said.at(-1)).toEqual({ op: "unsubscribe", id });
  });

  it("does not show one topic's data under another's name", async () => {
    const socket = new FakeSocket();
    const { box, show } = page(socket);
    act(() => socket.onopen?.(undefined as never));
    await show(["orders"]);
    await act(async () => socket.tells({ id: socket.said[0]!.id, seq: 0, type: "snapshot", data: { name: "orders", size: 1 } }));
    await vi.waitFor(() => expect(box.textContent).toBe("orders 1"), PATIENCE);

    await show(["payments"]);

    expect(box.textContent).toBe("…");
  });

  it("says why it was refused", async () => {
    const socket = new FakeSocket();
    const { box, show } = page(socket);
    act(() => socket.onopen?.(undefined as never));
    await show(["nowhere"]);
    await act(async () => socket.tells({ id: socket.said[0]!.id, type: "error", problem: { title: "Not found", status: 404, detail: "there is no topic nowhere" } }));

    await vi.waitFor(() => expect(box.textContent).toBe("there is no topic nowhere"), PATIENCE);
  });

  it("shows what was not there when it has been made", async () => {
    const socket = new FakeSocket();
    const waiting: (() => void)[] = [];
    const { box, show } = page(socket, (_ms, run) => {
      waiting.push(run);
      return () => undefined;
    });
    act(() => socket.onopen?.(undefined as never));
    await show(["fresh"]);
    await act(async () => socket.tells({ id: socket.said[0]!.id, type: "error", problem: { title: "Not found", status: 404, detail: "there is no topic fresh" } }));
    await vi.waitFor(() => expect(box.textContent).toBe("there is no topic fresh"), PATIENCE);

    await act(async () => waiting.at(-1)!());
    const { id } = socket.said.at(-1)!;
    await act(async () => socket.tells({ id, seq: 0, type: "snapshot", data: { name: "fresh", size: 0 } }));
    await vi.waitFor(() => expect(box.textContent).toBe("fresh 0"), PATIENCE);
    await act(async () => socket.tells({ id, seq: 1, type: "delta", data: { size: 3 } }));
    await vi.waitFor(() => expect(box.textContent).toBe("fresh 3"), PATIENCE);
  });

  it("asks by itself while there is no connection", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (path: string) => {
      asked.push(path);
      return { ok: true, text: async () => JSON.stringify({ name: "orders", size: 7 }) };
    });
    const { box, show } = page(new FakeSocket());
    await show(["orders"]);

    await vi.waitFor(() => expect(box.textContent).toBe("orders 7"), PATIENCE);
    expect(asked).toEqual(["/ui/v1/topics/orders"]);
  });

  it("asks at the address that a channel has", () => {
    expect(pathOf("topic", { name: "a/b" })).toBe("/ui/v1/topics/a%2Fb");
    expect(pathOf("topics", { q: "x y", limit: 5 })).toBe("/ui/v1/topics?q=x+y&limit=5");
    expect(pathOf("overview", {})).toBe("/ui/v1/overview");
  });
});
