// As much of the public API as the dashboard calls.
import { brokers, chance, changed, group, groupDetail, groupNames, nowMs, partitionsOf, topicNames } from "./world.mjs";

const SETTINGS = [
  ["cleanup.policy", "delete"], ["compression.type", "producer"], ["delete.retention.ms", "86400000"], ["file.delete.delay.ms", "60000"], ["flush.messages", "1"], ["flush.ms", "9223372036854775807"],
  ["index.interval.bytes", "4096"], ["max.compaction.lag.ms", "9223372036854775807"], ["max.message.bytes", "1048588"], ["message.timestamp.type", "CreateTime"], ["min.cleanable.dirty.ratio", "0.5"], ["min.insync.replicas", "2"],
  ["retention.bytes", "-1"], ["retention.ms", "604800000"], ["segment.bytes", "1073741824"], ["segment.ms", "604800000"], ["unclean.leader.election.enable", "false"],
];
/** As the real one reads so many bytes for a page. */
const READ_MAX = 20_000;
const CITIES = ["Hamburg", "Porto", "Bergen", "Gdańsk", "Valparaíso", "Kobe"];

export const problem = (status, title, detail) => ({ status, body: { type: "about:blank", title, status, detail, error_code: status, message: detail } });
const ok = (body, status = 200) => ({ status, body });
const noContent = () => ({ status: 204 });

export function record(topic, partition, offset) {
  const n = Number(offset % 1_000_000n);
  const city = CITIES[n % CITIES.length];
  const value = n % 17 === 3 ? `plain text from ${city}, no JSON at all` : n % 23 === 5 ? { base64: "AAECAwT/+nRhZmZyYWls" } : { orderId: n, customer: `c-${n % 913}`, city, total: Math.round(chance(topic, n) * 40_000) / 100, items: [{ sku: `A-${n % 77}`, count: 1 + (n % 4) }], placedAt: new Date(1_795_000_000_000 + n * 70).toISOString() };
  return { topic, partition, offset: Number(offset), timestamp: new Date(nowMs() - 1000 * chance(topic, partition, n) * 300).toISOString(), key: n % 11 === 0 ? null : `c-${n % 913}`, value, headers: n % 3 === 0 ? { trace: `7f${(n * 7919).toString(16)}`, source: "web" } : {} };
}

export function send(topic, key, text) {
  if (!topicNames().includes(topic)) {
    changed.made.push(topic);
    changed.deleted.delete(topic);
  }
  const sent = changed.sent.get(topic) ?? [];
  changed.sent.set(topic, sent);
  let value = text;
  try {
    value = JSON.parse(text);
  } catch {
    // What is no JSON is text.
  }
  const made = { topic, partition: 0, offset: sent.length, timestamp: new Date(nowMs()).toISOString(), key, value, headers: {} };
  sent.push(made);
  return made;
}

/** As the API does it: bytes are `{"base64"}`, and all values when asked for so. */
function encoded(record, format) {
  if (format !== "base64" || record.value?.base64 !== undefined) return record;
  const text = typeof record.value === "string" ? record.value : JSON.stringify(record.value);
  return { ...record, value: { base64: Buffer.from(text).toString("base64") } };
}

function page(topic, query) {
  const { records, next } = read(topic, query);
  return { records: records.map((each) => encoded(each, query.get("value"))), next };
}

function read(topic, query) {
  if (changed.made.includes(topic)) return { records: changed.sent.get(topic) ?? [], next: `${topic}:0=${changed.sent.get(topic)?.length ?? 0}` };
  const byId = partitionsOf(topic);
  const wanted = query.get("partition") ? query.get("partition").split(",") : Object.keys(byId);
  const from = query.get("from") ?? "earliest";
  const limit = Number(query.get("limit") ?? 100);
  const places = new Map([...from.matchAll(/(\d+)=(\d+)/g)].map(([, id, offset]) => [id, BigInt(offset)]));
  const filter = query.get("filter");
  const passes = (each) => !filter?.startsWith("key=") || each.key === filter.slice(4);
  const records = [];
  const next = wanted.map((id) => {
    const { startOffset, endOffset } = byId[id] ?? { startOffset: "0", endOffset: "0" };
    let at = /^-\d+$/.test(from) ? BigInt(endOffset) + BigInt(from) : (places.get(id) ?? BigInt(startOffset));
    for (let read = 0; read < READ_MAX && records.length < limit && at < BigInt(endOffset); read += 1, at += 1n) {
      const each = record(topic, Number(id), at);
      if (passes(each)) records.push(each);
    }
    return `${id}=${at}`;
  });
  return { records, next: `${topic}:${next.join(",")}` };
}

function reset(name, asked) {
  const about = groupDetail(name);
  if (Object.keys(about.members).length > 0) {
    return problem(409, "Group is active", `group ${name} has ${about.partitions.length && Object.keys(about.members).length} members, who would go on from where they are: stop ${Object.values(about.members).map((member) => member.clientId).join(", ")} first`);
  }
  const data = about.partitions.filter((each) => !asked.topics || asked.topics.includes(each.topic)).map((each) => {
    const after = asked.to === "earliest" ? BigInt(each.start) : asked.to === "latest" ? BigInt(each.end) : /^[+-]/.test(asked.to) ? BigInt(each.committed ?? each.start) + BigInt(asked.to) : BigInt(each.end) - 1000n;
    const held = after < BigInt(each.start) ? BigInt(each.start) : after > BigInt(each.end) ? BigInt(each.end) : after;
    return { topic_name: each.topic, partition_id: each.partition, before: each.committed === null ? null : Number(each.committed), after: Number(held), lag_before: Number(each.records), lag_after: Number(BigInt(each.end) - held), is_clamped: held !== after, note: held === after ? null : "held to the log" };
  });
  const sum = (name) => data.reduce((total, each) => total + each[name], 0);
  return ok({ dry_run: true, total_lag_before: sum("lag_before"), total_lag_after: sum("lag_after"), data });
}

function settingsOf(topic) {
  return SETTINGS.map(([name, standard]) => {
    const own = changed.settings.get(`${topic} ${name}`) ?? (topic === "orders" && name === "retention.ms" ? "259200000" : undefined);
    const synonyms = [{ name: `log.${name}`, value: standard, source: "DEFAULT_CONFIG" }];
    return { name, value: own ?? standard, is_default: own === undefined, source: own === undefined ? "DEFAULT_CONFIG" : "DYNAMIC_TOPIC_CONFIG", synonyms: own === undefined ? synonyms : [{ name, value: own, source: "DYNAMIC_TOPIC_CONFIG" }, ...synonyms] };
  });
}

/** Answers what is below /v3/clusters/ID and /topics; null for what it does not know. */
export function answer(method, url, text, key = null) {
  const path = url.pathname.split("/").slice(1).map(decodeURIComponent);
  const asked = () => JSON.parse(text || "{}");
  if (path[0] === "topics" && path[2] === "records") {
    if (method === "GET") return topicNames().includes(path[1]) ? ok(page(path[1], url.searchParams)) : problem(404, "Topic not found", `there is no topic ${path[1]}: create it, or list the topics at /topics`);
    const { partition, offset, timestamp } = send(path[1], key, text);
    return ok({ topic: path[1], partition, offset, timestamp });
  }
  if (path[0] !== "v3") return null;
  if (path.length === 2) return ok({ data: [{ cluster_id: "taffrail-lab-1" }] });
  const [, , , what, name, sub, id, leaf] = path;
  const route = `${method} ${what}${sub ? `/${sub}` : ""}`;
  switch (route) {
    case "GET topics/configs": return ok({ data: settingsOf(name) });
    case "POST topics/configs:alter": {
      for (const change of asked().data) {
        if (change.operation === "DELETE") changed.settings.delete(`${name} ${change.name}`);
        else changed.settings.set(`${name} ${change.name}`, change.value);
      }
      return noContent();
    }
    case "POST topics": changed.made.push(asked().topic_name); return ok(asked(), 201);
    case "PATCH topics": return ok({});
    case "DELETE topics": changed.deleted.add(name); changed.made = changed.made.filter((each) => each !== name); changed.sent.delete(name); return noContent();
    case "GET topics/partitions": return leaf === "reassignment" ? ok({ data: [] }) : null;
    case "POST topics/partitions": {
      const moves = asked().data;
      for (const move of moves) changed.moves.set(`${move.topic_name}-${move.partition_id}`, move.replicas);
      return ok({ data: moves.map((move) => ({ ...move, error_code: 200, message: null })) });
    }
    case "POST consumer-groups/offsets:reset": return groupNames().includes(name) ? reset(name, asked()) : problem(404, "No such group", `there is no group ${name}`);
    case "DELETE consumer-groups": changed.deleted.add(`group ${name}`); return noContent();
    case "POST brokers/drain": changed.draining.add(name); return ok({});
    case "DELETE brokers/drain": changed.draining.delete(name); return noContent();
    case "POST leader-elections": return ok({ data: [] });
    default: return problem(404, "Not found", `the mock knows no ${route} ${id ?? ""} (${brokers.length} brokers, ${group.length})`);
  }
}
