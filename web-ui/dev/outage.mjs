// Keeps every page of the dashboard open in a tab of its own while a broker is killed and started again, and looks at
// each of them, without a reload, for what has happened; then has the dashboard move a leader, and compares what it says:
//   node dev/outage.mjs --url http://localhost:8080 --topic orders --group billing --broker 2 \
//     --kill "../taffrail cluster kill broker-2" --start "../taffrail cluster start broker-2"
// The broker leads a partition of the topic, and every replica is in sync. Prints what the timeline says of the
// elections, one in a line. Ends with 1 when a page does not tell, logs an error, or has a serious problem of accessibility.
import { exec } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const WAIT_MS = 20_000;
const AT_A_TIME = 4;
const run = promisify(exec);

function option(name) {
  const at = process.argv.indexOf(`--${name}`);
  if (at < 0) throw new Error(`--${name} is missing: the head of outage.mjs has an example`);
  return process.argv[at + 1];
}

const [url, topic, group, broker] = ["url", "topic", "group", "broker"].map(option);
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const text = (selector, words) => ({ selector, words });
const row = (name, words) => text(`main [role=row]:has(:text-is("${name}"))`, words);

/** Each page with what it says of the broker while that is gone and once it is back; the head of each says it too. */
const PAGES = {
  overview: { path: "/", gone: [text("h1", /wants attention/), text("main section p", new RegExp(`broker ${broker} is down`, "i"))], back: [text("h1", /All is well/)] },
  topology: { path: "/topology", gone: [text(`main svg g:has(> text:text-is("Broker ${broker}"))`, /fenced/)], back: [text(`main svg g:has(> text:text-is("Broker ${broker}"))`, /^(?!.*fenced)/s)] },
  timeline: { path: "/events", gone: [text("main", new RegExp(`Broker ${broker} was fenced`))], back: [text("main", new RegExp(`Broker ${broker} serves`))] },
  topics: { path: "/topics", gone: [{ selector: `[aria-label*="under-replicated"]` }], back: [{ selector: `[aria-label="every replica in sync"]` }] },
  partitions: { path: `/topics/${topic}/partitions`, gone: [{ selector: `[aria-label^="broker ${broker} out of sync"], [aria-label^="broker ${broker} eligible"]` }], back: [{ selector: `main:not(:has([aria-label^="broker ${broker} out"], [aria-label^="broker ${broker} eligible"]))` }] },
  records: { path: `/topics/${topic}/records?from=-20`, gone: [{ selector: "main [role=row]" }], back: [{ selector: "main [role=row]" }] },
  tail: { path: `/topics/${topic}/records?live=true`, gone: [text("main", /sent during the outage/)], back: [text("main", /sent after the outage/)] },
  readers: { path: `/topics/${topic}/groups`, gone: [text("main", new RegExp(group))], back: [text("main", new RegExp(group))] },
  config: { path: `/topics/${topic}/config`, gone: [text("main", /retention\.ms/)], back: [text("main", /retention\.ms/)] },
  groups: { path: "/groups", gone: [row(group, new RegExp(topic))], back: [row(group, new RegExp(topic))] },
  group: { path: `/groups/${group}`, gone: [text("main", new RegExp(topic))], back: [text("main", new RegExp(topic))] },
  playground: { path: `/playground?topic=${topic}`, gone: [text("main", /sent during the outage/)], back: [text("main", /sent after the outage/)] },
  follow: { path: `/follow?topic=${topic}`, gone: [text("main form", new RegExp(`broker ${broker} out of sync`))], back: [text("main form", /all \d replicas in sync/)] },
  brokers: { path: "/brokers", gone: [row(`Broker ${broker}`, /fenced/)], back: [row(`Broker ${broker}`, /up/)] },
  broker: { path: `/brokers/${broker}`, gone: [text("main", /fenced for/)], back: [text("main", /up for/)] },
  reassign: { path: `/reassign?topic=${topic}`, gone: [text("main", new RegExp(topic))], back: [text("main", new RegExp(topic))] },
};

const faults = [];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--renderer-process-limit=4"] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark", bypassCSP: true, reducedMotion: "reduce" });
context.setDefaultTimeout(WAIT_MS);
const tabs = {};

async function open(name) {
  const page = await context.newPage();
  tabs[name] = page;
  page.on("pageerror", (error) => faults.push(`${name}: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && faults.push(`${name}: ${message.text()} ${message.location().url}`));
  await page.goto(`${url}/ui${PAGES[name].path}`, { waitUntil: "domcontentloaded" });
  await page.getByText(/^live, /).waitFor();
  await page.waitForFunction(() => document.querySelector("main")?.childElementCount > 0 && document.querySelector("main [aria-label=loading]") === null);
  await page.evaluate(() => Object.assign(globalThis, { isAsOpened: true }));
}

/** Waits until the page shows it; what it is missing is a fault, and the other pages are looked at all the same. */
async function shows(name, when, { selector, words }) {
  const found = tabs[name].locator(selector);
  const wanted = words === undefined ? found : found.filter({ hasText: words });
  await wanted.first().waitFor({ state: "attached" }).catch(() => faults.push(`${name}: ${when}, ${selector} does not show ${words ?? "up"}`));
}

async function all(names, work) {
  const waiting = [...names];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      await work(name).catch((failure) => faults.push(`${name}: ${failure.message.split("\n")[0]}`));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

const asked = async (path) => (await fetch(`${url}/ui/v1/${path}`)).json();

async function send(words, partition) {
  const answer = await fetch(`${url}/topics/${topic}/records?partition=${partition}`, { method: "POST", body: words });
  if (!answer.ok) faults.push(`a record for partition ${partition}: ${answer.status} ${await answer.text()}`);
}

/** The elections as a reader finds them: a mark on the lane of the new leader, and its details once it is pressed. */
async function elections(led) {
  const page = tabs.timeline;
  const said = [];
  for (const partition of led) {
    const mark = page.locator(`[data-kind=election]:has(title:text("${topic}-${partition} since epoch"))`).filter({ hasText: `before: broker ${broker}` });
    await mark.first().dispatchEvent("click");
    const detail = page.locator("section", { hasText: "Entry of the log" }).last();
    const facts = await detail.locator("dl > div").allInnerTexts();
    const lane = await mark.first().locator("xpath=..").locator("text").first().textContent();
    said.push({ partition, lane, text: await detail.locator("h2").innerText(), facts: facts.map((fact) => fact.replace(/\s*\n\s*/g, ": ")) });
  }
  return said;
}

/** What stands around every page is looked at on one of them. */
async function axe(name, where = name === "topics" ? "body" : "main") {
  await tabs[name].evaluate(axeSource);
  const { violations } = await tabs[name].evaluate((part) => globalThis.axe.run(part, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }), where);
  for (const violation of violations.filter((each) => ["serious", "critical"].includes(each.impact))) {
    faults.push(`${name}: ${violation.id}: ${violation.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")} ${violation.nodes[0]?.any[0]?.message ?? ""}`);
  }
}

/** The drill as somebody presses it: the number that it shows, and a leader that has really moved. */
async function drill() {
  const page = tabs.brokers;
  await page.getByRole("button", { name: "Drill" }).click();
  await page.getByRole("button", { name: "Move it" }).click();
  const words = await page.getByText(/The lead went from broker/).innerText();
  const gap = await page.getByText(/without a record while the leader moved/).locator("xpath=..").innerText();
  const [, from, to] = words.match(/from broker (\d+) to broker (\d+)/);
  const [canary] = Object.values((await asked("topics/__canary")).partitionsById);
  if (from === to || canary.leader !== Number(to)) faults.push(`the drill says "${words}", and broker ${canary.leader} leads`);
  if (!/^[\d.]+ m?s\b/.test(gap)) faults.push(`the drill does not say how long it was: ${gap}`);
  await shows("timeline", "after the drill", text("main", new RegExp(`Broker ${to} leads __canary-0 since epoch`)));
  await axe("brokers", "[role=dialog]");
  return `${gap.replaceAll("\n", " ")}: ${words}`;
}

function took(since, what) {
  console.error(`${((performance.now() - since) / 1000).toFixed(1)} s: ${what}`);
}

const startedMs = performance.now();
const names = Object.keys(PAGES);
try {
  await all(names, open);
  took(startedMs, `${names.length} pages are open`);
  const partitions = Object.entries((await asked(`topics/${topic}`)).partitionsById);
  const led = partitions.filter(([, each]) => each.leader === Number(broker)).map(([id]) => Number(id));
  if (led.length === 0) faults.push(`broker ${broker} leads no partition of ${topic}: choose another`);

  await run(option("kill"));
  const isDown = text("header [role=status]", new RegExp(`broker ${broker} is down`));
  await send("sent during the outage", led[0]);
  await all(names, async (name) => {
    if (name !== "overview") await shows(name, "while the broker is gone", isDown);
    for (const each of PAGES[name].gone) await shows(name, "while the broker is gone", each);
  });
  took(startedMs, "each of them has told that the broker is gone");
  for (const each of await elections(led)) console.log(JSON.stringify(each));
  await all(names, (name) => axe(name));
  took(startedMs, "axe has looked at each of them");

  await run(option("start"));
  took(startedMs, "the broker is ready again");
  const isWell = text("header [role=status]:has([aria-label=well])", / up.*0 under-replicated partitions/);
  await send("sent after the outage", led[0]);
  await all(names, async (name) => {
    if (name !== "overview") await shows(name, "once the broker is back", isWell);
    for (const each of PAGES[name].back) await shows(name, "once the broker is back", each);
    if (!(await tabs[name].evaluate(() => globalThis.isAsOpened === true))) faults.push(`${name}: the page was loaded again on the way`);
  });
  took(startedMs, "each of them has told that all is well");
  took(startedMs, await drill());
} catch (failure) {
  faults.push(failure.message);
} finally {
  await browser.close();
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
