import type { Problem } from "../api/types";

/** What one subscription hears. Each call is a whole frame's worth of news. */
export interface Listener {
  snapshot(data: unknown): void;
  delta(patch: unknown): void;
  append(data: unknown): void;
  failed(problem: Problem): void;
}

export type LinkState = "connecting" | "live" | "polling";

export interface LinkStatus {
  state: LinkState;
  /** When the server was last heard, by this page's clock; null before the first time. */
  heardMs: number | null;
}

/** The part of a browser's WebSocket that is used, so that tests can hold the other end. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
}

export interface Surroundings {
  open(): SocketLike;
  nowMs(): number;
  later(ms: number, run: () => void): () => void;
}

interface Subscription {
  channel: string;
  params: Record<string, unknown>;
  listener: Listener;
  /** The sequence number that must come next; null while the snapshot is awaited. */
  nextSeq: number | null;
  isOver: boolean;
}

interface Frame {
  id?: string;
  seq?: number;
  type?: string;
  data?: unknown;
  problem?: Problem;
}

const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 10_000;
/** The server beats every 5 s; two lost beats and a little are a dead connection that nobody closed. */
const SILENCE_MS_MAX = 12_000;
/** After a refusal that may pass by, such as that of a cluster without a leader, or of a topic that is being made. */
const ASK_AGAIN_MS = 2_000;
const NOT_FOUND = 404;
/** So many failures in a row and the page asks by itself; the socket is tried again all the same. */
const FAILURES_UNTIL_POLLING = 2;

/**
 * The one WebSocket of a tab. Any number of subscriptions share it; each is a snapshot and then numbered changes. A
 * number that is missing means that something was lost, and that subscription begins again under a new id, so that
 * what is still under way for the old one is passed over.
 */
export class LiveConnection {
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly watchers = new Set<() => void>();
  private socket: SocketLike | null = null;
  private isOpen = false;
  private nextId = 1;
  private failures = 0;
  private cancelRetry: (() => void) | null = null;
  private cancelWatch: (() => void) | null = null;
  private current: LinkStatus = { state: "connecting", heardMs: null };

  constructor(private readonly surroundings: Surroundings) {}

  start(): void {
    if (this.socket === null) this.connect();
  }

  status = (): LinkStatus => this.current;

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Begins a subscription, now or as soon as there is a connection; the result ends it. */
  subscribe(channel: string, params: Record<string, unknown>, listener: Listener): () => void {
    const subscription: Subscription = { channel, params, listener, nextSeq: null, isOver: false };
    let id = this.begin(subscription);
    // A gap gives the subscription another id; the end must find the one that it has by then.
    return () => {
      subscription.isOver = true;
      for (const [known, each] of this.subscriptions) if (each === subscription) id = known;
      if (this.subscriptions.delete(id)) this.say({ op: "unsubscribe", id });
    };
  }

  /** Tries at once instead of after the wait, as when the browser is back on the network. */
  retryNow(): void {
    if (this.socket !== null) return;
    this.cancelRetry?.();
    this.connect();
  }

  private begin(subscription: Subscription): string {
    const id = `s${this.nextId++}`;
    subscription.nextSeq = null;
    this.subscriptions.set(id, subscription);
    this.say({ op: "subscribe", id, channel: subscription.channel, params: subscription.params });
    return id;
  }

  private connect(): void {
    const socket = this.surroundings.open();
    this.socket = socket;
    socket.onopen = () => {
      if (socket !== this.socket) return;
      this.isOpen = true;
      this.failures = 0;
      this.heard("live");
      const known = [...this.subscriptions.values()];
      this.subscriptions.clear();
      for (const subscription of known) this.begin(subscription);
    };
    socket.onmessage = (event) => {
      if (socket === this.socket) this.receive(String(event.data));
    };
    socket.onclose = () => this.lost(socket);
    this.watchSilence(socket);
  }

  private lost(socket: SocketLike): void {
    if (socket !== this.socket) return;
    this.socket = null;
    this.isOpen = false;
    this.cancelWatch?.();
    this.failures += 1;
    this.become(this.failures >= FAILURES_UNTIL_POLLING ? "polling" : "connecting", this.current.heardMs);
    const waitMs = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(10, this.failures - 1));
    this.cancelRetry = this.surroundings.later(waitMs, () => this.connect());
  }

  private watchSilence(socket: SocketLike): void {
    const beganMs = this.surroundings.nowMs();
    this.cancelWatch?.();
    this.cancelWatch = this.surroundings.later(SILENCE_MS_MAX, () => {
      if (socket !== this.socket) return;
      const lastMs = Math.max(beganMs, this.current.heardMs ?? 0);
      const isSilent = this.surroundings.nowMs() - lastMs >= SILENCE_MS_MAX;
      if (isSilent) {
        socket.close();
        this.lost(socket);
      } else {
        this.watchSilence(socket);
      }
    });
  }

  private receive(text: string): void {
    this.heard("live");
    const frame = JSON.parse(text) as Frame;
    const subscription = frame.id === undefined ? undefined : this.subscriptions.get(frame.id);
    if (frame.id === undefined || subscription === undefined) return;
    if (frame.type === "error") {
      this.refused(frame.id, subscription, frame.problem ?? { title: "Refused", status: 500, detail: "the gateway gave no reason" });
      return;
    }
    if (frame.type === "snapshot") {
      subscription.nextSeq = (frame.seq ?? 0) + 1;
      subscription.listener.snapshot(frame.data);
      return;
    }
    // A change before the snapshot is as lost as one out of turn.
    if (subscription.nextSeq === null || frame.seq !== subscription.nextSeq) {
      this.subscriptions.delete(frame.id);
      this.say({ op: "unsubscribe", id: frame.id });
      this.begin(subscription);
      return;
    }
    subscription.nextSeq += 1;
    if (frame.type === "delta") subscription.listener.delta(frame.data);
    else if (frame.type === "append") subscription.listener.append(frame.data);
  }

  private refused(id: string, subscription: Subscription, problem: Problem): void {
    this.subscriptions.delete(id);
    subscription.listener.failed(problem);
    const mayPass = problem.retryable === true || problem.status === NOT_FOUND;
    if (!mayPass) return;
    this.surroundings.later(ASK_AGAIN_MS, () => {
      if (!subscription.isOver) this.begin(subscription);
    });
  }

  private say(message: object): void {
    if (this.isOpen) this.socket?.send(JSON.stringify(message));
  }

  private heard(state: LinkState): void {
    this.become(state, this.surroundings.nowMs());
  }

  private become(state: LinkState, heardMs: number | null): void {
    const isNews = state !== this.current.state || heardMs !== this.current.heardMs;
    if (!isNews) return;
    this.current = { state, heardMs };
    for (const watcher of this.watchers) watcher();
  }
}
