import { describe, expect, it } from "vitest";
import { parseSearch, router, stringifySearch } from "../src/app/router";
import { ENTRIES } from "../src/app/nav";
import { pageName } from "../src/app/Shell";

describe("an address", () => {
  it("says what was chosen in plain words, and only that", () => {
    expect(stringifySearch({ from: "-50", live: true, partition: 3, q: undefined })).toBe("?from=-50&live=true&partition=3");
    expect(stringifySearch({})).toBe("");
  });

  it("is read as it was written", () => {
    const search = { from: "orders:0=42", filter: "key=a b&c" };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  it("is checked before a page sees it", () => {
    const validate = router.routesByPath["/topics"].options.validateSearch as (search: Record<string, unknown>) => unknown;
    expect(validate({ q: "a", sort: "size", order: "sideways", internal: "true", other: 1 })).toEqual({ q: "a", sort: "size", internal: true });
  });

  it("gives a browser's tab its name", () => {
    expect([pageName("/"), pageName("/topics"), pageName("/topics/a%2Fb/records"), pageName("/brokers/3")]).toEqual(["Overview", "Topics", "a/b", "Broker 3"]);
  });
});

describe("the navigation", () => {
  it("leads only to pages that there are, each by a letter of its own", () => {
    for (const entry of ENTRIES) expect(Object.keys(router.routesByPath)).toContain(entry.to);
    expect(new Set(ENTRIES.map((entry) => entry.key)).size).toBe(ENTRIES.length);
  });
});
