// A drill of a cluster of three: a record every few milliseconds, and a pause where the leader moves.
const STEADY_MS = 1000;
const ELECTED_MS = 11.4;
const GAP_MS = 17.8;

let leader = 1;

export function drill() {
  const from = leader;
  leader = (leader % 3) + 1;
  const arrivalsMs = [];
  for (let at = -STEADY_MS; at < STEADY_MS; at += at < 0 && at > -6 ? GAP_MS : 4 + 2 * Math.random()) arrivalsMs.push(Math.round(at * 10) / 10);
  return { fromBroker: from, toBroker: leader, electedMs: ELECTED_MS, gapMs: GAP_MS, usualGapMs: 6, came: arrivalsMs.length, failed: 1, arrivalsMs };
}
