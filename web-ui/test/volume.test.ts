import { describe, expect, it } from "vitest";
import { chosenStretch, namedSpan, volumeQuery } from "../src/pages/topic/volumeSpan";

describe("the time that is shown", () => {
  it.each([[undefined, "1h", "range=3600000"], ["7d", "7d", "range=604800000"], ["1000..61000", null, "from=1000&to=61000"], ["9..3", "1h", "range=3600000"], ["nonsense", "1h", "range=3600000"]])(
    "%s is %s",
    (span, name, query) => {
      expect(namedSpan(span)).toBe(name);
      expect(volumeQuery(span)).toBe(query);
    },
  );
});

describe("what is dragged over", () => {
  const volume = { fromMs: Date.parse("2026-11-21T09:00:00Z"), bucketMs: 60_000, records: [1, 2, 3, 4], unknown: [] };

  it("is read from its start and shown more closely, in whichever direction it was dragged", () => {
    const chosen = { from: "2026-11-21T09:01:00.000Z", span: `${volume.fromMs + 60_000}..${volume.fromMs + 180_000}` };
    expect(chosenStretch(volume, 1, 2)).toEqual(chosen);
    expect(chosenStretch(volume, 2, 1)).toEqual(chosen);
  });

  it("is a place and no stretch when it is one bar, or less than a second", () => {
    expect(chosenStretch(volume, 3, 3)).toEqual({ from: "2026-11-21T09:03:00.000Z", span: undefined });
    expect(chosenStretch({ ...volume, bucketMs: 10 }, 0, 3).span).toBeUndefined();
  });
});
