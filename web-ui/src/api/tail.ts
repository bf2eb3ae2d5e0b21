import { type ReadQuery, readPath, type StoredRecord } from "./records";

export type TailState = "connecting" | "live" | "broken";

export interface TailHandlers {
  records(records: StoredRecord[]): void;
  /** The server passed over records since this page was too slow. */
  skipped(): void;
  /** It has all that was there, and waits for what comes. */
  caughtUp?(): void;
  state(state: TailState, detail?: string): void;
}

interface TailFrame {
  type: string;
  records?: StoredRecord[];
  resume?: string;
  detail?: string;
}

const RETRY_MS = 1_000;

/** Follows a topic through its public socket, and goes on where it was when the socket breaks. */
export function tail(topic: string, query: ReadQuery, handlers: TailHandlers): () => void {
  let socket: WebSocket | null = null;
  let isOver = false;
  let from = query.from;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const connect = () => {
    handlers.state("connecting");
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const opened = new WebSocket(`${scheme}://${location.host}${readPath(topic, { ...query, from }, "ws")}&on_slow=skip`);
    socket = opened;
    opened.addEventListener("open", () => handlers.state("live"));
    opened.addEventListener("message", (event) => {
      const frame = JSON.parse(String(event.data)) as TailFrame;
      if (frame.type === "records" && frame.records !== undefined) {
        if (frame.resume !== undefined) from = `resume:${frame.resume}`;
        handlers.records(frame.records);
      } else if (frame.type === "skipped") {
        handlers.skipped();
      } else if (frame.type === "caught_up") {
        handlers.caughtUp?.();
      } else if (frame.type === "error") {
        handlers.state("broken", frame.detail);
      }
    });
    opened.addEventListener("close", () => {
      if (isOver) return;
      handlers.state("broken");
      timer = setTimeout(connect, RETRY_MS);
    });
  };
  connect();
  return () => {
    isOver = true;
    clearTimeout(timer);
    socket?.close();
  };
}
