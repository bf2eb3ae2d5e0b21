// The same request in the words of three languages, each complete: pasted into a file it runs.

export const LANGUAGES = ["curl", "javascript", "python"] as const;
export type Language = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Record<Language, string> = { curl: "curl", javascript: "JavaScript", python: "Python" };

export interface Produce {
  origin: string;
  topic: string;
  key: string;
  value: string;
}

const shell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** JSON's strings are JavaScript's, and Python's, but for surrogates that stand alone. */
const quoted = (text: string) => JSON.stringify(text);

const recordsUrl = (origin: string, topic: string) => `${origin}/topics/${encodeURIComponent(topic)}/records`;

/** The record on our own command line. */
export function cliSnippet({ topic, key, value }: Omit<Produce, "origin">): string {
  return [`./taffrail produce ${shell(topic)}`, ...(key === "" ? [] : [`-k ${shell(key)}`]), shell(value)].join(" ");
}

/** @param path another door that takes records in the same way */
export function produceSnippet(language: Language, { origin, topic, key, value }: Produce, path?: string): string {
  const url = path === undefined ? recordsUrl(origin, topic) : origin + path;
  switch (language) {
    case "curl":
      return [`curl -d ${shell(value)}`, ...(key === "" ? [] : [`-H ${shell(`Kafka-Key: ${key}`)}`]), shell(url)].join(" \\\n  ");
    case "javascript":
      return [
        `const response = await fetch(${quoted(url)}, {`,
        `  method: "POST",`,
        ...(key === "" ? [] : [`  headers: { "Kafka-Key": ${quoted(key)} },`]),
        `  body: ${quoted(value)},`,
        `});`,
        `console.log(await response.json());`,
      ].join("\n");
    case "python":
      return [
        `import json, urllib.request`,
        ``,
        `request = urllib.request.Request(`,
        `    ${quoted(url)},`,
        `    data=${quoted(value)}.encode(),`,
        ...(key === "" ? [] : [`    headers={"Kafka-Key": ${quoted(key)}},`]),
        `    method="POST",`,
        `)`,
        `print(json.load(urllib.request.urlopen(request)))`,
      ].join("\n");
  }
}

export function consumeSnippet(language: Language, origin: string, topic: string): string {
  const path = `/topics/${encodeURIComponent(topic)}`;
  switch (language) {
    case "curl":
      return `curl -N ${shell(`${origin}${path}/sse?from=-10`)}`;
    case "javascript":
      return [
        `const socket = new WebSocket(${quoted(`${origin.replace(/^http/, "ws")}${path}/ws?from=-10`)});`,
        `socket.onmessage = (event) => {`,
        `  const frame = JSON.parse(event.data);`,
        `  if (frame.type === "record") console.log(frame.partition, frame.offset, frame.value);`,
        `};`,
      ].join("\n");
    case "python":
      return [
        `import json, urllib.request`,
        ``,
        `with urllib.request.urlopen(${quoted(`${origin}${path}/sse?from=-10`)}) as stream:`,
        `    for line in stream:`,
        `        if line.startswith(b"data: {\\"topic\\""):`,
        `            record = json.loads(line[6:])`,
        `            print(record["partition"], record["offset"], record["value"])`,
      ].join("\n");
  }
}
