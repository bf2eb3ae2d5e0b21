import type { Problem } from "./types";

/** The gateway, or what lies before it, said no; its reason in words for people. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = "Refused";
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = {
    title: response.statusText || "Refused",
    status: response.status,
    detail: `the gateway answered ${response.status} to ${new URL(response.url, location.href).pathname}`,
  };
  try {
    const body = (await response.json()) as Partial<Problem> & { message?: string };
    return { ...fallback, ...body, detail: body.detail ?? body.message ?? fallback.detail };
  } catch {
    return fallback;
  }
}

/** Sends a request and gives its answer's body; undefined where there is none (204). */
export async function send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    throw new Refused({ title: "No answer", status: 0, detail: `${location.host} does not answer: is the gateway running?`, retryable: true });
  }
  if (!response.ok) throw new Refused(await problemOf(response));
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

export function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send<T>("GET", path, undefined, signal);
}
