// Two views on the public API: the cluster, and one topic. The address says which, so every view can be linked to.

const REFRESH_MS = 2000;
const TAIL_ROWS_MAX = 500;
const RECONNECT_MS = 1000;

const view = document.getElementById("view");
const health = document.getElementById("health");
let leave = () => {};

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function table(columns, rows) {
  const head = element("tr", {}, ...columns.map((name) => element("th", {}, name)));
  return element("div", { class: "scroll" }, element("table", {}, head, ...rows));
}

const cells = (...values) => element("tr", {}, ...values.map((value) => element("td", {}, value ?? "")));

async function get(path) {
  const response = await fetch(path);
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail ?? `${response.status} for ${path}`);
  return body;
}

function section(title, ...children) {
  return element("section", {}, element("h2", {}, title), ...children);
}

function every(ms, work) {
  let stopped = false;
  const turn = async () => {
    try {
      await work();
    } catch (failure) {
      health.textContent = `no answer: ${failure.message}`;
      health.className = "bad";
    }
    if (!stopped) setTimeout(turn, ms);
  };
  turn();
  return () => { stopped = true; };
}

async function refreshHealth() {
  const [brokers, topics, offline] = await Promise.all([
    get("/controller/v1/brokers?size=200"), get("/controller/v1/topics?size=1"),
    get("/controller/v1/partitions?offline=true&size=1")]);
  const up = brokers.items.filter((node) => node.role === "BROKER" && !node.fenced).length;
  health.className = offline.total > 0 || up === 0 ? "bad" : "";
  health.textContent = `${up} broker${up === 1 ? "" : "s"} up, ${topics.total} topic${topics.total === 1 ? "" : "s"}, `
    + (offline.total > 0 ? `${offline.total} partitions offline` : "no partition offline");
}

function overview() {
  const filter = element("input", { placeholder: "filter topics", "aria-label": "filter topics", type: "search" });
  const topicList = element("div");
  const nodeList = element("div");
  const eventList = element("div");
  view.replaceChildren(
    section("Topics", element("div", { class: "row" }, filter), topicList),
    section("Nodes", nodeList),
    section("Events", eventList));
  view.lastChild.className = "wide";
  const refresh = async () => {
    const name = filter.value ? `&name=${encodeURIComponent(filter.value)}` : "";
    const [nodes, topics, events] = await Promise.all([
      get("/controller/v1/brokers?size=200"), get(`/controller/v1/topics?size=50${name}`),
      get("/controller/v1/events?size=15")]);
    topicList.replaceChildren(topics.items.length === 0
      ? element("p", { class: "soft" }, "No topic yet. Make one: ",
        element("code", {}, `curl -d hello ${location.origin}/topics/greetings/records`))
      : table(["topic", "partitions", "replicas"], topics.items.map((topic) => cells(
        element("a", { href: `#/topics/${encodeURIComponent(topic.name)}` }, topic.name),
        String(topic.partitions), String(topic.replicationFactor)))));
    if (topics.total > topics.items.length) {
      topicList.append(element("p", { class: "soft" }, `${topics.total - topics.items.length} more: use the filter`));
    }
    nodeList.replaceChildren(table(["node", "role", "state", "listens on"], nodes.items.map((node) => cells(
      String(node.id), node.role.toLowerCase(),
      element("span", { class: node.fenced ? "dot off" : "dot" }, node.fenced ? "fenced" : "up"),
      (node.endpoints ?? []).join(", ")))));
    eventList.replaceChildren(table(["time", "what", "resource", "who", "why"], events.items.map((event) => {
      const row = cells(new Date(event.time).toLocaleTimeString(), event.kind, event.resource, event.principal, event.reason);
      row.lastChild.className = "grow";
      return row;
    })));
  };
  filter.addEventListener("input", refresh);
  return every(REFRESH_MS, refresh);
}

function tail(topic, state, rows) {
  let socket;
  let closed = false;
  let skipped = 0;
  const connect = (from) => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    let resume = from;
    socket = new WebSocket(`${scheme}://${location.host}/topics/${encodeURIComponent(topic)}/ws?batch=200&from=${encodeURIComponent(resume)}`);
    socket.onopen = () => { state.className = "dot"; state.textContent = "live"; };
    socket.onmessage = (message) => {
      const frame = JSON.parse(message.data);
      if (frame.type !== "records") return;
      resume = `resume:${frame.resume}`;
      if (state.dataset.paused) {
        skipped += frame.records.length;
        state.textContent = `paused, ${skipped} not shown`;
        return;
      }
      skipped = 0;
      for (const record of frame.records) {
        const row = cells(`${record.partition}@${record.offset}`, new Date(record.timestamp).toLocaleTimeString(),
          record.key === null ? "" : show(record.key), element("span", { class: "mono" }, show(record.value)));
        row.lastChild.className = "grow";
        rows.prepend(row);
      }
      while (rows.childElementCount > TAIL_ROWS_MAX) rows.lastChild.remove();
    };
    socket.onclose = () => {
      if (closed) return;
      state.className = "dot off";
      state.textContent = "reconnecting";
      setTimeout(() => connect(resume), RECONNECT_MS);
    };
  };
  connect("-50");
  return () => { closed = true; socket.close(); };
}

const show = (value) => typeof value === "string" ? value : JSON.stringify(value);

function topicView(topic) {
  const partitions = element("div");
  const state = element("span", { class: "dot off" }, "connecting");
  const rows = element("tbody");
  const pause = element("button", { onclick: () => {
    if (state.dataset.paused) delete state.dataset.paused; else state.dataset.paused = "yes";
    pause.textContent = state.dataset.paused ? "resume" : "pause";
    state.textContent = state.dataset.paused ? "paused" : "live";
  } }, "pause");
  const key = element("input", { placeholder: "key (optional)", "aria-label": "key" });
  const value = element("textarea", { placeholder: '{"orderId":1}', "aria-label": "value" });
  const line = element("code", { class: "soft" });
  const answer = element("p", { class: "soft" });
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const path = `/topics/${encodeURIComponent(topic)}/records`;
  const showLine = () => {
    line.textContent = `curl -d ${quoted(value.value)}${key.value ? ` -H ${quoted(`Kafka-Key: ${key.value}`)}` : ""} ${location.origin}${path}`;
  };
  const send = async () => {
    const response = await fetch(path, { method: "POST", body: value.value, headers: key.value ? { "Kafka-Key": key.value } : {} });
    const body = await response.json();
    answer.className = response.ok ? "soft" : "bad";
    answer.textContent = response.ok ? `appended at ${body.partition}@${body.offset}` : body.detail;
  };
  key.addEventListener("input", showLine);
  value.addEventListener("input", showLine);
  showLine();
  const records = section("Records", element("div", { class: "row" }, state, pause),
    element("div", { id: "tail" }, element("table", {}, rows)));
  records.className = "wide";
  view.replaceChildren(
    section(topic, element("p", {}, element("a", { href: "#" }, "← all topics")), partitions),
    section("Append a record", element("div", { class: "row" }, key), value,
      element("div", { class: "row" }, element("button", { onclick: send }, "append")), line, answer),
    records);
  const stopTail = tail(topic, state, rows);
  const stopRefresh = every(REFRESH_MS, async () => {
    const found = await get(`/controller/v1/partitions?size=200&topic=${encodeURIComponent(topic)}`);
    partitions.replaceChildren(found.items.length === 0
      ? element("p", { class: "bad" }, "This topic does not exist; the first record makes it.")
      : table(["partition", "leader", "epoch", "replicas", "in sync"], found.items.map((partition) => cells(
        String(partition.partition),
        partition.offline ? element("span", { class: "dot off" }, "none") : String(partition.leader),
        String(partition.leaderEpoch), partition.replicas.join(", "), partition.isr.join(", ")))));
  });
  return () => { stopTail(); stopRefresh(); };
}

function route() {
  leave();
  const topic = location.hash.match(/^#\/topics\/(.+)$/);
  leave = topic ? topicView(decodeURIComponent(topic[1])) : overview();
}

addEventListener("hashchange", route);
every(REFRESH_MS, refreshHealth);
route();
