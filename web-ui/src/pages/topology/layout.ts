import type { BrokerNode, Nodes } from "../../api/types";

export interface Box {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Rack extends Box {
  brokers: (Box & { broker: BrokerNode })[];
}

export interface Layout {
  width: number;
  height: number;
  racks: Rack[];
  /** What is before the brokers: the gateways, and clients that speak Kafka by themselves. */
  door: Box;
  gateways: Box[];
  controllers: Box[];
}

export const WIDTH = 1120;
const CARD = { width: 208, height: 74 };
const GAP = 12;
const RACK_HEAD = 30;
const RACK_PAD = 14;
const NO_RACK = "no rack";

/** Stacks boxes of one size around the middle of a column. */
function column(ids: string[], x: number, height: number): Box[] {
  const total = ids.length * CARD.height + (ids.length - 1) * GAP;
  const top = (height - total) / 2;
  return ids.map((id, index) => ({ id, x, y: top + index * (CARD.height + GAP), ...CARD }));
}

/** Gateways to the left, brokers by rack in the middle, controllers to the right. */
export function layout(nodes: Nodes): Layout {
  const byRack = new Map<string, [string, BrokerNode][]>();
  for (const [id, broker] of Object.entries(nodes.brokers)) {
    const rack = broker.rack ?? NO_RACK;
    byRack.set(rack, [...(byRack.get(rack) ?? []), [id, broker]]);
  }
  const rackX = (WIDTH - CARD.width) / 2 - RACK_PAD;
  const racks: Rack[] = [];
  let y = GAP;
  for (const [name, brokers] of [...byRack].toSorted(([left], [right]) => left.localeCompare(right))) {
    const height = RACK_HEAD + brokers.length * (CARD.height + GAP) - GAP + RACK_PAD;
    racks.push({
      id: name,
      x: rackX,
      y,
      width: CARD.width + 2 * RACK_PAD,
      height,
      brokers: brokers.map(([id, broker], index) => ({ id, broker, x: rackX + RACK_PAD, y: y + RACK_HEAD + index * (CARD.height + GAP), ...CARD })),
    });
    y += height + GAP;
  }
  const gateways = Object.keys(nodes.gateways);
  const controllers = Object.keys(nodes.controllers);
  const height = Math.max(y, (Math.max(gateways.length, controllers.length) + 1) * (CARD.height + GAP));
  const inDoor = column(gateways, RACK_PAD + 1, height);
  const top = Math.min(height / 2 - CARD.height, ...inDoor.map((box) => box.y)) - RACK_HEAD;
  const door = { id: "door", x: 1, y: top, width: CARD.width + 2 * RACK_PAD, height: Math.max(2 * CARD.height, inDoor.length * (CARD.height + GAP) - GAP) + RACK_HEAD + RACK_PAD };
  return { width: WIDTH, height, racks, door, gateways: inDoor, controllers: column(controllers, WIDTH - CARD.width - 1, height) };
}

const BAND_PX_MIN = 1.5;
const BAND_PX_MAX = 13;

/** How thick a stream of bytes is drawn, by the thickest one of the picture. */
export function band(bytesPerS: number, mostPerS: number): number {
  if (bytesPerS <= 0 || mostPerS <= 0) return 0;
  return BAND_PX_MIN + (BAND_PX_MAX - BAND_PX_MIN) * Math.sqrt(bytesPerS / mostPerS);
}

/** A level curve from the right edge of one box to the left edge of another; `share` says where on the first edge. */
export function curve(from: Box, to: Box, shift = 0, share = 0.5): string {
  const [x1, y1] = [from.x + from.width, from.y + from.height * share + shift];
  const [x2, y2] = [to.x, to.y + to.height / 2 + shift];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}
