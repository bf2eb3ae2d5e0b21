// What a sample of keys says about skew, without the page around it.
import type { KeySample, KeyShare, SampledPartition } from "../../api/keys";
import { percent, plural } from "../../format/numbers";

export interface SpreadRow extends SampledPartition {
  id: number;
  /** Offsets that the log spans; a compacted one has fewer records. */
  held: number;
  /** How often an even share it has; null where nothing is held at all. */
  ofEven: number | null;
}

/** Partitions in their order, each beside what it would hold if all held the same. */
export function spreadRows(sample: KeySample): SpreadRow[] {
  const rows = Object.entries(sample.partitionsById).map(([id, partition]) => ({
    ...partition,
    id: Number(id),
    held: partition.startOffset == null || partition.endOffset == null ? 0 : Number(BigInt(partition.endOffset) - BigInt(partition.startOffset)),
  }));
  const even = rows.reduce((sum, row) => sum + row.held, 0) / Math.max(1, rows.length);
  return rows.map((row) => ({ ...row, ofEven: even === 0 ? null : row.held / even })).toSorted((left, right) => left.id - right.id);
}

const HEAVY_KEY_SHARE = 0.1;
const FULL_PARTITION = 2;

export interface Finding {
  level: "ok" | "warn";
  text: string;
}

/** What somebody who looks for skew should see first, the worst first. */
export function findings(sample: KeySample): Finding[] {
  if (sample.records === 0) return [];
  const found: Finding[] = [];
  const [first] = sample.top;
  if (first !== undefined && sample.distinctKeys > 1 && first.records / sample.records >= HEAVY_KEY_SHARE) {
    found.push({ level: "warn", text: `One key has ${percent(first.records, sample.records)} of the records: ${keyText(first)}.` });
  }
  const scattered = sample.top.filter((share) => share.partitions.length > 1);
  if (scattered.length > 0) {
    found.push({ level: "warn", text: `${plural(scattered.length, "frequent key")} in more than one partition, so the records of such a key have no order: ${scattered.slice(0, 3).map(keyText).join(", ")}${scattered.length > 3 ? " …" : "."}` });
  }
  const fullest = spreadRows(sample).toSorted((left, right) => right.held - left.held)[0];
  if (fullest?.ofEven != null && fullest.ofEven >= FULL_PARTITION) {
    found.push({ level: "warn", text: `Partition ${fullest.id} holds ${fullest.ofEven.toFixed(1)} times its even share.` });
  }
  return found.length > 0 ? found : [{ level: "ok", text: sample.withoutKey === sample.records ? "No record of the sample has a key." : "No key and no partition stands out." }];
}

export function keyText(share: KeyShare): string {
  const text = share.encoding === "text" ? `“${share.key}”` : `base64 ${share.key}`;
  return share.cut ? `${text} …` : text;
}

/** Where the records of a key are, for the Records tab; null where a filter cannot name the key. */
export function recordsOf(sample: KeySample, share: KeyShare): { from: string; partition: number; filter: string } | null {
  const [partition] = share.partitions;
  const fromOffset = partition === undefined ? null : sample.partitionsById[partition]?.fromOffset;
  if (partition === undefined || fromOffset == null || share.encoding !== "text" || share.cut || share.key.trim() === "") return null;
  return { from: `${sample.topic}:${partition}=${fromOffset}`, partition, filter: `key=${share.key}` };
}

/** What the sample was, in a sentence. */
export function sampleWords(sample: KeySample): string {
  const partitions = Object.keys(sample.partitionsById).length;
  const extent = sample.whole ? "all there are" : `the newest of ${plural(partitions, "partition")}, of each in proportion to what it holds`;
  const end = sample.stopped == null ? "" : sample.stopped === "time" ? "; stopped after 2 s, before it had all" : "; stopped after 32 MB, before it had all";
  return `${plural(sample.records, "record")}, ${extent}${end}`;
}
