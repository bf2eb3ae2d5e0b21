import { describe, expect, it } from "vitest";
import { bytes, compareLong, count, grouped, percent, perSecond } from "../src/format/numbers";
import { ago, duration } from "../src/format/times";

describe("numbers", () => {
  it.each([
    [0, "0 B"], [999, "999 B"], [1_000, "1.00 kB"], [1_234_567, "1.23 MB"], [99_960_000, "100 MB"], [999_950, "1.00 MB"], [2e15, "2.00 PB"], [null, "–"],
  ])("writes %j bytes as %s", (value, text) => expect(bytes(value)).toBe(text));

  it.each([
    [7, "7"], [9_999, "9\u202f999"], [12_345, "12.3k"], [999_999, "1.00M"], ["9007199254740993", "9.01P"], [0.4, "0.4"],
  ])("writes a count of %j as %s", (value, text) => expect(count(value)).toBe(text));

  it("keeps every digit of a 64-bit number", () => expect(grouped("9223372036854775807").replaceAll("\u202f", "")).toBe("9223372036854775807"));

  it("orders 64-bit numbers that JavaScript's own would take for equal", () => {
    expect(compareLong("9007199254740993", "9007199254740992")).toBe(1);
    expect(compareLong("9", "10")).toBe(-1);
    expect(compareLong(null, "0")).toBe(-1);
    expect(compareLong("5", "5")).toBe(0);
  });

  it("does not round a little to nothing", () => {
    expect(percent(1, 1_000)).toBe("<1 %");
    expect(percent(0, 1_000)).toBe("0 %");
    expect(perSecond(0.44)).toBe("0.4/s");
  });
});

describe("times", () => {
  it.each([
    [0, "0 s"], [400, "0.4 s"], [42_000, "42 s"], [90_000, "1 min 30 s"], [7_200_000, "2 h"], [100_800_000, "1 d 4 h"], [604_800_000, "7 d"], [-1, "for ever"],
  ])("writes %d ms as %s", (ms, text) => expect(duration(ms)).toBe(text));

  it("takes what a skewed clock says of the future for now", () => expect(ago(5_000, 1_000)).toBe("now"));
  it("says how long ago something was", () => expect(ago(0, 200_000)).toBe("3 min ago"));
});
