// A record that is followed: appended, replicated and acknowledged in the time that a cluster of three would take.
import { setTimeout as after } from "node:timers/promises";
import { send } from "./publicApi.mjs";
import { chance, partitionsOf } from "./world.mjs";

const GATEWAY = 901;

/** Streams what is known, as a gateway does, a line at a time. */
export async function follow(topic, key, text, response) {
  const receivedMs = Date.now();
  const { offset } = send(topic, key, text);
  const { leader, leaderEpoch, replicas, isr } = partitionsOf(topic)[0];
  const others = replicas.filter((id) => id !== leader);
  const us = (name, least, most) => Math.round(least + chance(topic, name, offset) * (most - least));
  const seen = (name, broker, fromUs, widthUs = us(`${name}${broker}`, 180, 420)) => ({ name, broker, fromUs, toUs: fromUs + widthUs });
  const exact = (name, atUs) => ({ name, broker: null, fromUs: atUs, toUs: atUs });
  const synced = us("synced", 1_500, 2_400);
  const replicated = others.map((id) => (isr.includes(id) ? seen("replicated", id, us(`replicated${id}`, 2_100, 3_900)) : { name: "replicated", broker: id, fromUs: null, toUs: null }));
  const readable = Math.max(synced, ...replicated.map((stage) => stage.fromUs ?? 0));
  const acknowledged = readable + us("ack", 480, 700);
  const end = String(offset + 1);
  const known = {
    topic,
    partition: 0,
    offset: null,
    timestampMs: null,
    gateway: GATEWAY,
    receivedMs,
    placement: { why: key === null ? "any" : "key", keyHash: key === null ? null : Object.keys(partitionsOf(topic)).length * us("hash", 1_000, 9_000_000), partitions: Object.keys(partitionsOf(topic)).length },
    leader: { id: leader, epoch: leaderEpoch },
    leaderNow: { id: leader, epoch: leaderEpoch },
    replicas,
    isr,
    stages: [exact("received", 0), exact("sent", us("sent", 240, 420))],
    standing: { leaderEpoch, endOffset: end, syncedOffset: end, highWatermark: end, followers: Object.fromEntries(others.map((id) => [id, isr.includes(id) ? end : "0"])) },
    looks: 2,
    problem: null,
  };
  const say = (more) => response.write(`${JSON.stringify({ ...known, ...more })}\n`);
  response.writeHead(200, { "Content-Type": "application/x-ndjson" });
  say({ state: "sent" });
  await after(acknowledged / 1000);
  const stages = [...known.stages, seen("appended", leader, known.stages[1].toUs + 90), seen("synced", leader, synced), ...replicated, seen("readable", leader, readable), exact("acknowledged", acknowledged)];
  const all = { offset: String(offset), timestampMs: receivedMs, stages, looks: 17 };
  say({ ...all, state: "acknowledged" });
  say({ ...all, state: "settled" });
  response.end();
}
