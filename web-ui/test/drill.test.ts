import { describe, expect, it } from "vitest";
import { milliseconds } from "../src/format/times";
import { stripOf } from "../src/pages/drill/strip";

const every = (stepMs: number, fromMs: number, toMs: number) => Array.from({ length: Math.floor((toMs - fromMs) / stepMs) + 1 }, (_, i) => fromMs + i * stepMs);

describe("the strip of a drill", () => {
  it("shows the longest time without a record that ended after the request, and some of the usual around it", () => {
    const strip = stripOf({ arrivalsMs: [-900, -500, ...every(4, -200, -4), 20, ...every(4, 24, 900)] });
    expect(strip.gap).toEqual({ fromMs: -4, toMs: 20 });
    expect(strip.fromMs).toBeLessThan(-50);
    expect(strip.toMs).toBeGreaterThan(100);
    expect(strip.ticksMs).not.toContain(-200);
    expect(strip.ticksMs).toContain(20);
  });

  it("grows with the gap, so that its end is in sight", () => {
    const strip = stripOf({ arrivalsMs: [...every(4, -200, 0), 4_000, ...every(4, 4_004, 5_000)] });
    expect(strip.toMs).toBeGreaterThan(4_000);
    expect(strip.ticksMs.at(-1)).toBeGreaterThan(4_000);
  });

  it("has no gap where nothing came", () => expect(stripOf({ arrivalsMs: [] }).gap).toEqual({ fromMs: 0, toMs: 0 }));
});

it.each([[0.44, "0.4 ms"], [6, "6 ms"], [23.4, "23 ms"], [1_240, "1.2 s"]])("%d are %s", (ms, words) => expect(milliseconds(ms)).toBe(words));
