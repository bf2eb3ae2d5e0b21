// Every page that is looked at, by name; a page may do something first.
export const PAGES = {
  overview: { path: "/" },
  topics: { path: "/topics" },
  "topics-sorted": { path: "/topics?sort=lag&order=desc&q=orders" },
  partitions: { path: "/topics/payments/partitions" },
  records: { path: "/topics/orders/records?from=-20" },
  "record-open": { path: "/topics/orders/records?from=-20", act: (page) => page.locator("[role=row]").nth(3).click() },
  tail: { path: "/topics/orders/records?live=true", act: (page) => page.getByText("Pause").waitFor() },
  "topic-groups": { path: "/topics/orders/groups" },
  keys: { path: "/topics/orders/keys" },
  config: { path: "/topics/orders/config" },
  "config-edit": { path: "/topics/orders/config", act: (page) => page.getByRole("button", { name: "Change" }).last().click() },
  groups: { path: "/groups?sort=seconds&order=desc" },
  group: { path: "/groups/billing" },
  reset: { path: "/groups/exporter-billing", act: (page) => page.getByRole("button", { name: "Move offsets" }).click() },
  brokers: { path: "/brokers" },
  drill: { path: "/brokers", act: (page) => page.getByRole("button", { name: "Drill" }).click() },
  "drill-done": {
    path: "/brokers",
    act: async (page) => {
      await page.getByRole("button", { name: "Drill" }).click();
      await page.getByRole("button", { name: "Move it" }).click();
      await page.getByText("without a record while the leader moved").waitFor();
    },
  },
  broker: { path: "/brokers/3" },
  drain: { path: "/brokers/3", act: (page) => page.getByRole("button", { name: "Drain" }).click() },
  events: { path: "/events" },
  playground: { path: "/playground?topic=orders" },
  follow: { path: "/follow?topic=orders" },
  "follow-sent": {
    path: "/follow?topic=orders",
    act: async (page) => {
      await page.getByRole("button", { name: "Send and follow" }).click();
      await page.getByText("as a subscriber").waitFor();
    },
  },
  topology: { path: "/topology" },
  reassign: { path: "/reassign?topic=orders" },
  palette: { path: "/", act: (page) => page.keyboard.press("Control+k") },
  help: { path: "/", act: (page) => page.keyboard.press("?") },
  menu: { path: "/", act: (page) => page.getByRole("button", { name: "Menu" }).click({ timeout: 500 }).catch(() => undefined) },
  missing: { path: "/topics/nowhere/partitions" },
};
