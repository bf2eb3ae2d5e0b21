// How smoothly a page of a running gateway draws, in frames:
//   node dev/smooth.mjs --url http://localhost:8080 --page /topics            scrolls its list by --step px (60) a frame
//   node dev/smooth.mjs --url http://localhost:8080 --page "/topics/orders/records?live=true" --seconds 20
// Prints the times between two frames, the CPU time that the page's own thread took for each (which a busy machine does not
// change), and what the page says of itself.
import { chromium } from "playwright-core";

const SETTLED_MS = 2_000;

function option(name, standard) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? standard : process.argv[at + 1];
}

const seconds = Number(option("seconds", "10"));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(`${option("url", "http://localhost:8080")}/ui${option("page", "/topics")}`);
await page.locator("main [role=row]").nth(2).waitFor();
await page.waitForTimeout(SETTLED_MS);
const profile = await page.context().newCDPSession(page);
await profile.send("Performance.enable", { timeDomain: "threadTicks" });
const cpuMs = async () => 1000 * (await profile.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value;
const beforeMs = await cpuMs();
const frames = await page.evaluate(
  ([lengthMs, stepPx]) =>
    new Promise((done) => {
      const body = document.querySelector("main [role=region]");
      const took = [];
      const beganMs = performance.now();
      let lastMs = beganMs;
      const frame = (nowMs) => {
        took.push(nowMs - lastMs);
        lastMs = nowMs;
        body.scrollBy(0, stepPx);
        if (body.scrollTop + body.clientHeight >= body.scrollHeight) body.scrollTo(0, 0);
        if (nowMs - beganMs < lengthMs) requestAnimationFrame(frame);
        else done(took.slice(1));
      };
      requestAnimationFrame(frame);
    }),
  [seconds * 1000, option("page", "/topics").includes("live=true") ? 0 : Number(option("step", "60"))],
);
const sorted = frames.toSorted((left, right) => left - right);
const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);
const tookMs = (await cpuMs()) - beforeMs;
console.log(`${frames.length} frames in ${seconds} s: median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms; CPU ${(tookMs / frames.length).toFixed(1)} ms a frame, ${((100 * tookMs) / (seconds * 1000)).toFixed(0)} % of a core`);
console.log((await page.locator("main").innerText()).split("\n").find((line) => /\bseen\b|\btopics?\b/.test(line)) ?? "");
await browser.close();
