// Looks at every page in both themes and two widths, and asks axe about each: `npm run mock &`, then
// `npm run shots -- [--only topics,topic] [--out DIR] [--url http://localhost:8080]`. Ends with 1 when a page throws, logs an error, is wider
// than its window, or has a serious problem of accessibility.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { PAGES } from "./pages.mjs";

const WIDTHS = { 1440: 900, 390: 844 };
const THEMES = ["dark", "light"];
const SETTLED_MS = 900;

function option(name, standard) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? standard : process.argv[at + 1];
}

const url = option("url", "http://localhost:8099");
const out = option("out", "target/shots");
const only = option("only", "")?.split(",").filter(Boolean);
const widths = option("widths", Object.keys(WIDTHS).join(",")).split(",");
const themes = option("themes", THEMES.join(",")).split(",");
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const faults = [];
mkdirSync(out, { recursive: true });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--force-color-profile=srgb"] });

async function look(name, theme, width) {
  const context = await browser.newContext({ viewport: { width: Number(width), height: WIDTHS[width] ?? 900 }, colorScheme: theme, bypassCSP: true, reducedMotion: "reduce" });
  const page = await context.newPage();
  const title = `${name} (${theme}, ${width})`;
  page.on("pageerror", (error) => faults.push(`${title}: ${error.message}`));
  page.on("console", (message) => {
    // A 404 that a page shows is what that page is for.
    if (message.type() === "error" && !(name === "missing" && message.text().includes("404"))) faults.push(`${title}: ${message.text()}`);
  });
  await page.goto(`${url}/ui${PAGES[name].path}`, { waitUntil: "domcontentloaded" });
  await page.waitForFunction(() => document.querySelector("main")?.childElementCount > 0 && document.querySelector("main [aria-label=loading]") === null, undefined, { timeout: 8_000 }).catch(() => faults.push(`${title}: still loading after 8 s`));
  await page.waitForTimeout(SETTLED_MS);
  try {
    await PAGES[name].act?.(page);
  } catch (failure) {
    faults.push(`${title}: ${failure.message.split("\n")[0]}`);
  }
  await page.waitForTimeout(SETTLED_MS / 2);
  await page.screenshot({ path: join(out, `${name}-${theme}-${width}.png`) });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) faults.push(`${title}: ${overflow} px wider than the window`);
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  for (const violation of violations.filter((each) => ["serious", "critical"].includes(each.impact))) {
    faults.push(`${title}: ${violation.id}: ${violation.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")} ${violation.nodes[0]?.any[0]?.message ?? ""}`);
  }
  await context.close();
}

for (const name of only.length > 0 ? only : Object.keys(PAGES)) {
  for (const theme of themes) {
    for (const width of widths) await look(name, theme, width);
  }
}
await browser.close();
for (const fault of faults) console.error(fault);
console.log(`${faults.length} faults; the pictures are in ${out}`);
process.exitCode = faults.length > 0 ? 1 : 0;
