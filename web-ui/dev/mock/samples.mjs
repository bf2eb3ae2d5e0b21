// What the gateway would learn of a topic by reading some of it.
import { record } from "./publicApi.mjs";
import { chance, changed, nowMs, partitionsOf, topic as topicOf, topicNames } from "./world.mjs";

const TOP_KEYS = 20;

export function keySample(topic, recordsMax) {
  if (!topicNames().includes(topic)) return null;
  const byId = partitionsOf(topic);
  const held = Object.fromEntries(Object.entries(byId).map(([id, each]) => [id, Number(BigInt(each.endOffset) - BigInt(each.startOffset))]));
  const total = Object.values(held).reduce((sum, each) => sum + each, 0);
  const keys = new Map();
  const partitionsById = {};
  let [records, withoutKey, bytes] = [0, 0, 0];
  for (const [id, { startOffset, endOffset }] of Object.entries(byId)) {
    const size = total <= recordsMax ? held[id] : Math.max(1, Math.floor((held[id] / total) * recordsMax));
    const first = BigInt(endOffset) - BigInt(size);
    const part = { startOffset, endOffset, fromOffset: String(first), toOffset: endOffset, records: size, withoutKey: 0, problem: null };
    for (let step = 0; step < size; step += 1) {
      const made = changed.made.includes(topic) ? (changed.sent.get(topic)?.[step] ?? { key: null }) : record(topic, Number(id), first + BigInt(step));
      // Every third order is one customer's, who is always in the same partition.
      const key = made.key !== null && id === "3" && step % 3 === 0 ? "c-hot" : made.key;
      bytes += 190;
      if (key === null) part.withoutKey += 1;
      else {
        const share = keys.get(key) ?? { key, encoding: "text", cut: false, records: 0, bytes: 0, partitions: [] };
        keys.set(key, { ...share, records: share.records + 1, bytes: share.bytes + 190, partitions: [...new Set([...share.partitions, Number(id)])] });
      }
    }
    records += size;
    withoutKey += part.withoutKey;
    partitionsById[id] = part;
  }
  const top = [...keys.values()].toSorted((left, right) => right.records - left.records).slice(0, TOP_KEYS);
  const times = records === 0 ? { oldestMs: null, newestMs: null } : { oldestMs: nowMs() - 300_000, newestMs: nowMs() - 40 };
  return { topic, recordsMax, records, bytes, withoutKey, distinctKeys: keys.size, ...times, whole: total <= recordsMax, stopped: null, tookMs: 84, top, partitionsById };
}

const BUCKETS = 60;

/** Busier by day than by night, and each stretch the same whenever it is looked at. */
export function volume(name, query) {
  if (!topicNames().includes(name)) return null;
  const toMs = Number(query.to ?? nowMs());
  const fromMs = Number(query.from ?? toMs - Number(query.range ?? 3_600_000));
  const bucketMs = Math.ceil((toMs - fromMs) / BUCKETS);
  const records = Array.from({ length: BUCKETS }, (_, bucket) => {
    const at = fromMs + bucket * bucketMs;
    const byHour = 0.6 + 0.4 * Math.sin((at / 86_400_000) * 2 * Math.PI);
    return Math.round((topicOf(name).recordsInPerS * bucketMs * byHour * (0.7 + 0.6 * chance(name, Math.floor(at / bucketMs)))) / 1000);
  });
  return { fromMs, bucketMs, records, unknown: [] };
}
