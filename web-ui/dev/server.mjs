// A gateway without a cluster, to work on the dashboard: `npm run mock`, then http://localhost:8099/ui/. Serves what
// `npm run build` made; with --watch it is vite's own server in front of the same data.
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { liveServer } from "./mock/live.mjs";
import { answer, record } from "./mock/publicApi.mjs";
import { drill } from "./mock/drill.mjs";
import { follow } from "./mock/journey.mjs";
import { keySample, volume } from "./mock/samples.mjs";
import * as views from "./mock/views.mjs";
import { changed, topicNames } from "./mock/world.mjs";

const PORT = Number(process.env.PORT ?? 8_099);
const TAIL_MS = 250;
const home = join(dirname(fileURLToPath(import.meta.url)), "..");
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const own = {
  overview: () => views.overview(),
  nodes: () => views.nodes(),
  topics: (query, name, leaf) => (leaf === "keys" ? keySample(name, Number(query.records ?? 10_000)) : leaf === "volume" ? volume(name, query) : name ? views.topicDetail(name) : views.topics(query)),
  groups: (query, name) => (name ? views.groupView(name) : views.groups(query)),
  events: (query) => views.events(query),
  series: (query) => views.series(query),
};

function reply(response, status, body) {
  response.writeHead(status, { "Content-Type": status >= 400 ? "application/problem+json" : "application/json" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function serveFile(path, response) {
  const file = join(home, "dist", path.slice("/ui/".length));
  const isFile = path !== "/ui/" && existsSync(file) && statSync(file).isFile();
  const chosen = isFile ? file : join(home, "dist", "index.html");
  response.writeHead(200, { "Content-Type": TYPES[extname(chosen)] ?? "application/octet-stream", "Content-Security-Policy": POLICY });
  response.end(readFileSync(chosen));
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

function keyOf(request) {
  const packed = request.headers["kafka-key-base64"];
  return packed === undefined ? (request.headers["kafka-key"] ?? null) : Buffer.from(packed, "base64").toString();
}

const vite = process.argv.includes("--watch") ? await (await import("vite")).createServer({ root: home, server: { middlewareMode: true } }) : null;

const server = createServer(async (request, response) => {
  const url = new URL(request.url, `http://localhost:${PORT}`);
  if (url.pathname.startsWith("/ui/v1/")) {
    const [, , , kind, name, leaf] = url.pathname.split("/");
    if (leaf === "follow" && request.method === "POST") return void follow(decodeURIComponent(name), keyOf(request), await bodyOf(request), response);
    if (kind === "canary" && name === "drill" && request.method === "POST") return reply(response, 200, drill());
    const found = own[kind]?.(Object.fromEntries(url.searchParams), name && decodeURIComponent(name), leaf);
    return found ? reply(response, 200, found) : reply(response, 404, { title: "Not found", status: 404, detail: `there is nothing at ${url.pathname}` });
  }
  if (url.pathname.startsWith("/ui")) return vite ? vite.middlewares(request, response) : serveFile(url.pathname, response);
  if (url.pathname === "/") return void response.writeHead(302, { Location: "/ui/" }).end();
  const found = answer(request.method, url, await bodyOf(request), keyOf(request));
  return found ? reply(response, found.status, found.body) : reply(response, 404, { title: "Not found", status: 404, detail: `there is nothing at ${url.pathname}` });
});

const live = liveServer();
const tails = new WebSocketServer({ noServer: true });
tails.on("connection", (socket, request) => {
  const topic = decodeURIComponent(request.url.split("/")[2]);
  const isBusy = !changed.made.includes(topic) && topicNames().includes(topic);
  let next = isBusy ? 1_000_000n : 0n;
  let sent = (changed.sent.get(topic) ?? []).length;
  socket.send(JSON.stringify({ type: "caught_up" }));
  const timer = setInterval(() => {
    const records = isBusy ? Array.from({ length: 3 }, () => ({ ...record(topic, Number(next % 24n), next++), timestamp: new Date().toISOString() })) : (changed.sent.get(topic) ?? []).slice(Number(next));
    if (isBusy) {
      const own = (changed.sent.get(topic) ?? []).slice(sent);
      sent += own.length;
      records.push(...own);
    }
    if (records.length === 0) return;
    if (!isBusy) next += BigInt(records.length);
    socket.send(JSON.stringify({ type: "records", records, resume: `${topic}:0=${next}` }));
  }, TAIL_MS);
  socket.on("close", () => clearInterval(timer));
});
server.on("upgrade", (request, socket, head) => {
  const path = new URL(request.url, "http://localhost").pathname;
  const door = path === "/ui/v1/live" ? live : /^\/topics\/[^/]+\/ws$/.test(path) ? tails : null;
  if (door === null) socket.destroy();
  else door.handleUpgrade(request, socket, head, (opened) => door.emit("connection", opened, request));
});
server.listen(PORT, () => console.log(`mock gateway at http://localhost:${PORT}/ui/`));
