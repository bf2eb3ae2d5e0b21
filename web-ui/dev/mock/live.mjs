// The live connection of the mock: a snapshot, then what changed, once a second; and a beat every 5 s.
import { WebSocketServer } from "ws";
import * as views from "./views.mjs";

const TICK_MS = 1_000;
const BEAT_MS = 5_000;

const reads = {
  overview: () => views.overview(),
  nodes: () => views.nodes(),
  topics: (params) => views.topics(params),
  topic: (params) => views.topicDetail(params.name),
  groups: (params) => views.groups(params),
  group: (params) => views.groupView(params.name),
  events: (params) => views.events(params),
  series: (params) => views.series(params),
};

/** RFC 7396, backwards: the patch that makes `after` of `before`; undefined when they are the same. */
export function difference(before, after) {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  const areObjects = [before, after].every((value) => typeof value === "object" && value !== null && !Array.isArray(value));
  if (!areObjects) return after;
  const patch = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const change = name in after ? difference(before[name], after[name] ?? null) : null;
    if (change !== undefined) patch[name] = change;
  }
  return patch;
}

function news(subscription) {
  const { channel, params, held } = subscription;
  if (channel === "series") {
    const last = reads.series({ ...params });
    if (last.endMs === held.endMs) return null;
    subscription.held = last;
    return { type: "append", data: { endMs: last.endMs, values: Object.fromEntries(Object.entries(last.series).map(([name, values]) => [name, values.at(-1)])) } };
  }
  const now = reads[channel](params);
  if (channel === "events") {
    const fresh = now.items.filter((item) => Number(item.index) > Number(held.items[0]?.index ?? -1));
    subscription.held = now;
    return fresh.length === 0 ? null : { type: "append", data: fresh };
  }
  const data = difference(held, now);
  subscription.held = now;
  return data === undefined ? null : { type: "delta", data };
}

export function liveServer() {
  const server = new WebSocketServer({ noServer: true });
  server.on("connection", (socket) => {
    const subscriptions = new Map();
    const say = (frame) => socket.send(JSON.stringify(frame));
    socket.on("message", (text) => {
      const { op, id, channel, params = {} } = JSON.parse(text);
      if (op === "unsubscribe") return void subscriptions.delete(id);
      const held = reads[channel]?.(params);
      if (!held) return say({ id, type: "error", problem: { title: "Not found", status: 404, detail: `there is no ${channel} ${params.name ?? ""}: look at the list` } });
      subscriptions.set(id, { channel, params, held, seq: 0 });
      say({ id, seq: 0, type: "snapshot", data: held });
    });
    const tick = setInterval(() => {
      for (const [id, subscription] of subscriptions) {
        const frame = news(subscription);
        if (frame) say({ id, seq: ++subscription.seq, ...frame });
      }
    }, TICK_MS);
    const beat = setInterval(() => say({ type: "beat", timeMs: Date.now() }), BEAT_MS);
    socket.on("close", () => [tick, beat].forEach(clearInterval));
  });
  return server;
}
