import { beforeEach, describe, expect, it } from "vitest";
import { LiveConnection, type Listener, type SocketLike } from "../src/live/connection";

/** The other end of a socket, and a clock that only tests move. */
class Server {
  sockets: FakeSocket[] = [];
  nowMs = 1_000;
  private timers: { atMs: number; run: () => void; isCancelled: boolean }[] = [];

  surroundings = {
    open: (): SocketLike => {
      const socket = new FakeSocket();
      this.sockets.push(socket);
      return socket;
    },
    nowMs: () => this.nowMs,
    later: (ms: number, run: () => void) => {
      const timer = { atMs: this.nowMs + ms, run, isCancelled: false };
      this.timers.push(timer);
      return () => {
        timer.isCancelled = true;
      };
    },
  };

  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const due = this.timers.filter((timer) => !timer.isCancelled && timer.atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      due.isCancelled = true;
      this.nowMs = due.atMs;
      due.run();
    }
    this.nowMs = endMs;
  }
}

class FakeSocket implements SocketLike {
  said: { op: string; id: string; channel?: string; params?: unknown }[] = [];
  isClosed = false;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: never) => void) | null = null;

  send(text: string): void {
    this.said.push(JSON.parse(text));
  }
  close(): void {
    this.isClosed = true;
  }
  opens(): void {
    this.onopen?.(undefined as never);
  }
  breaks(): void {
    this.onclose?.(undefined as never);
  }
  tells(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

class Heard implements Listener {
  frames: [string, unknown][] = [];
  snapshot = (data: unknown) => void this.frames.push(["snapshot", data]);
  delta = (data: unknown) => void this.frames.push(["delta", data]);
  append = (data: unknown) => void this.frames.push(["append", data]);
  failed = (problem: { detail: string }) => void this.frames.push(["failed", problem.detail]);
}

describe("the live connection", () => {
  let server: Server;
  let connection: LiveConnection;
  let heard: Heard;

  beforeEach(() => {
    server = new Server();
    connection = new LiveConnection(server.surroundings);
    heard = new Heard();
  });

  it("says what is wanted when the socket opens, however early it was asked for", () => {
    connection.subscribe("topic", { name: "orders" }, heard);
    connection.start();
    expect(server.socket.said).toEqual([]);

    server.socket.opens();

    expect(server.socket.said).toEqual([{ op: "subscribe", id: expect.any(String), channel: "topic", params: { name: "orders" } }]);
  });

  it("gives a snapshot and then the changes in their order", () => {
    const id = subscribed();
    server.socket.tells({ id, seq: 0, type: "snapshot", data: { a: 1 } });
    server.socket.tells({ id, seq: 1, type: "delta", data: { a: 2 } });
    server.socket.tells({ id, seq: 2, type: "append", data: [3] });

    expect(heard.frames).toEqual([["snapshot", { a: 1 }], ["delta", { a: 2 }], ["append", [3]]]);
  });

  it("begins again under a new id when a change is missing, and passes over the old one", () => {
    const id = subscribed();
    server.socket.tells({ id, seq: 0, type: "snapshot", data: "old" });
    server.socket.tells({ id, seq: 2, type: "delta", data: "after the gap" });

    const again = server.socket.said.at(-1)!;
    expect(server.socket.said.at(-2)).toEqual({ op: "unsubscribe", id });
    expect(again).toMatchObject({ op: "subscribe", channel: "overview" });
    expect(again.id).not.toBe(id);

    server.socket.tells({ id, seq: 3, type: "delta", data: "late" });
    server.socket.tells({ id: again.id, seq: 0, type: "snapshot", data: "new" });
    expect(heard.frames).toEqual([["snapshot", "old"], ["snapshot", "new"]]);
  });

  it("does not believe a change that comes before the snapshot", () => {
    const id = subscribed();
    server.socket.tells({ id, seq: 1, type: "delta", data: {} });

    expect(heard.frames).toEqual([]);
    expect(server.socket.said.at(-1)).toMatchObject({ op: "subscribe" });
  });

  it("subscribes to everything again after a break", () => {
    subscribed();
    server.socket.breaks();
    expect(connection.status().state).toBe("connecting");
    server.pass(500);
    server.socket.opens();

    expect(server.sockets).toHaveLength(2);
    expect(server.socket.said).toEqual([{ op: "subscribe", id: expect.any(String), channel: "overview", params: {} }]);
    expect(connection.status().state).toBe("live");
  });

  it("lets the page ask by itself when there is no connection to be had, and waits longer each time", () => {
    connection.start();
    const waits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const before = server.sockets.length;
      server.socket.breaks();
      let waited = 0;
      while (server.sockets.length === before) {
        server.pass(100);
        waited += 100;
      }
      waits.push(waited);
    }

    expect(connection.status().state).toBe("polling");
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10000, 10000, 10000]);
  });

  it("gives up a socket on which nothing has come for longer than two beats", () => {
    subscribed();
    server.pass(8_000);
    server.socket.tells({ type: "beat", timeMs: 1 });
    server.pass(11_000);
    expect(server.sockets[0]!.isClosed).toBe(false);

    server.pass(13_500);

    expect(server.sockets[0]!.isClosed).toBe(true);
    expect(server.sockets.length).toBeGreaterThan(1);
  });

  it("ends a subscription under the id that it has after a gap", () => {
    connection.start();
    server.socket.opens();
    const end = connection.subscribe("nodes", {}, heard);
    const id = server.socket.said.at(-1)!.id;
    server.socket.tells({ id, seq: 5, type: "delta", data: {} });
    const later = server.socket.said.at(-1)!.id;

    end();

    expect(server.socket.said.at(-1)).toEqual({ op: "unsubscribe", id: later });
    server.socket.tells({ id: later, seq: 0, type: "snapshot", data: {} });
    expect(heard.frames).toEqual([]);
  });

  it("asks again after a refusal that may pass by, unless nobody wants it any more", () => {
    connection.start();
    server.socket.opens();
    const refuse = () => server.socket.tells({ id: server.socket.said.at(-1)!.id, type: "error", problem: { title: "Not ready", status: 503, detail: "no leader", retryable: true } });
    const end = connection.subscribe("overview", {}, heard);
    refuse();
    server.pass(2_000);
    expect(server.socket.said.filter((each) => each.op === "subscribe")).toHaveLength(2);

    refuse();
    end();
    server.pass(2_000);
    expect(server.socket.said.filter((each) => each.op === "subscribe")).toHaveLength(2);
  });

  it("tells why a subscription was refused, and does not ask again", () => {
    const id = subscribed();
    server.socket.tells({ id, type: "error", problem: { title: "Bad request", status: 400, detail: "sort x is not known" } });
    server.socket.breaks();
    server.pass(500);
    server.socket.opens();

    expect(heard.frames).toEqual([["failed", "sort x is not known"]]);
    expect(server.socket.said).toEqual([]);
  });

  it("asks again for what is not there, since it may be made while somebody looks", () => {
    const id = subscribed();
    server.socket.tells({ id, type: "error", problem: { title: "Not found", status: 404, detail: "there is no topic x", retryable: false } });
    server.pass(2_000);
    const again = server.socket.said.at(-1)!.id;
    server.socket.tells({ id: again, seq: 0, type: "snapshot", data: { name: "x" } });

    expect(again).not.toBe(id);
    expect(heard.frames).toEqual([["failed", "there is no topic x"], ["snapshot", { name: "x" }]]);
  });

  function subscribed(): string {
    connection.start();
    server.socket.opens();
    connection.subscribe("overview", {}, heard);
    return server.socket.said.at(-1)!.id;
  }
});
