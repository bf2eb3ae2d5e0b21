// Walks through the dashboard as somebody on their first day would, against the mock or a real gateway:
//   npm run walk -- --url http://localhost:8080
// Each step waits for what it expects to see, and the first that does not see it ends the walk with 1 and a picture.
import { chromium } from "playwright-core";

const WAIT_MS = 15_000;
const at = process.argv.indexOf("--url");
const url = at < 0 ? "http://localhost:8099" : process.argv[at + 1];
const topic = `walk-${Date.now().toString(36)}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
context.setDefaultTimeout(WAIT_MS);
const page = await context.newPage();
const errors = [];
page.on("pageerror", (error) => errors.push(error.message));
const seen = (text, options = {}) => page.getByText(text, options).first().waitFor();

const STEPS = {
  "the root leads to the overview, which says how the cluster is": async () => {
    await page.goto(url);
    await page.waitForURL("**/ui/");
    await page.getByRole("heading", { level: 1 }).waitFor();
  },
  "the connection is live": () => page.getByText(/^live, /).waitFor(),
  "the playground makes a topic with its first record, and sees the record arrive": async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.getByLabel("Topic").fill(topic);
    await page.getByLabel("Topic").press("Enter");
    await page.waitForURL(`**/ui/playground?topic=${topic}`);
    await page.getByLabel("Value").fill('{"step":"sent by hand"}');
    await page.getByRole("button", { name: "Send" }).click();
    await seen(/partition 0, offset 0: on disk/);
    await page.getByRole("list", { name: `records of ${topic}` }).getByText("sent by hand").waitFor();
  },
  "the palette finds the topic": async () => {
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder(/A page, a topic/).fill(topic);
    await page.getByRole("option", { name: topic }).waitFor();
    await page.getByRole("option", { name: topic }).click();
    await page.waitForURL(`**/ui/topics/${topic}/partitions`);
    await page.getByRole("table", { name: `Partitions of ${topic}` }).waitFor();
  },
  "the record stands in the topic, and opens": async () => {
    await page.getByRole("link", { name: "Records", exact: true }).click();
    await page.getByRole("row").nth(1).click();
    await page.getByRole("complementary", { name: "Record" }).getByText('"step": "sent by hand"').waitFor();
  },
  "another record is followed until it is acknowledged": async () => {
    await page.getByRole("link", { name: "Follow one" }).click();
    await page.waitForURL(`**/ui/follow?topic=${topic}`);
    await page.getByRole("button", { name: "Send and follow" }).click();
    await page.getByRole("row", { name: /has the answer/ }).waitFor();
    await page.getByRole("link", { name: "Open the record" }).click();
    await page.getByRole("row").filter({ hasText: "the page that follows it" }).waitFor();
  },
  "an address with all that was chosen is the same page after a reload": async () => {
    await page.goto(`${url}/ui/topics/${topic}/records?from=earliest&as=hex`);
    await page.getByRole("button", { name: "Hex", pressed: true }).waitFor();
    await seen(/7b 22 73 74 65 70|7B 22/);
  },
  "a setting is changed after it was said what will happen": async () => {
    await page.getByRole("link", { name: "Config" }).click();
    await page.getByRole("button", { name: "Change retention.ms" }).click();
    await page.getByLabel("Value").fill("86400000");
    await page.getByRole("dialog").getByText("1 d").first().waitFor();
    await page.getByRole("button", { name: "Set" }).click();
    await seen("this topic");
  },
  "the topic is deleted once its name was typed": async () => {
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    const button = page.getByRole("button", { name: "Delete topic" });
    if (await button.isEnabled()) throw new Error("the topic could be deleted by one press");
    await page.getByLabel(/Type the topic's name/).fill(topic);
    await button.click();
    await page.waitForURL("**/ui/topics");
  },
  "nothing was thrown on the way": () => {
    if (errors.length > 0) throw new Error(errors.join("; "));
  },
};

let step = "";
try {
  for (step of Object.keys(STEPS)) {
    await STEPS[step]();
    console.log(`✓ ${step}`);
  }
} catch (failure) {
  await page.screenshot({ path: "target/walk-failed.png" }).catch(() => undefined);
  console.error(`✕ ${step}: ${failure.message}\n${errors.join("\n")}\nthe page is in target/walk-failed.png`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
