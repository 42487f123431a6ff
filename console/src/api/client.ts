// Asks the API. Every answer is data for React to show as text; nothing here is markup.

/** A problem document (RFC 9457), or a connection that failed (status 0). */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors: readonly { pointer: string; detail: string }[] = [],
  ) {
    super(message);
  }
}

interface Credentials {
  token: string | null;
  csrf: string | null;
  /** For whom the workspace token acts; whoever signed in acts for themselves. */
  acting: string | null;
}

const tokenPlace = "signalbox.token";
const actingPlace = "signalbox.acting";
const credentials: Credentials = { token: sessionStorage.getItem(tokenPlace), csrf: null, acting: sessionStorage.getItem(actingPlace) };
const refused = new EventTarget();
const reach = { lost: false, listeners: new Set<() => void>() };

/** The workspace token of this tab, gone when the tab is closed. */
export function setToken(token: string | null): void {
  credentials.token = token;
  if (token === null) {
    sessionStorage.removeItem(tokenPlace);
    setActing(null);
  } else sessionStorage.setItem(tokenPlace, token);
}

/** On behalf of which person of the workspace this tab asks, while it has the workspace token. */
export function setActing(person: string | null): void {
  credentials.acting = person;
  if (person === null) sessionStorage.removeItem(actingPlace);
  else sessionStorage.setItem(actingPlace, person);
}

export function actingPerson(): string | null {
  return credentials.token === null ? null : credentials.acting;
}

export function hasToken(): boolean {
  return credentials.token !== null;
}

export function setCsrf(csrf: string | null): void {
  credentials.csrf = csrf;
}

/** Calls `listener` whenever the server no longer knows who asks. */
export function onRefused(listener: () => void): () => void {
  refused.addEventListener("refused", listener);
  return () => refused.removeEventListener("refused", listener);
}

/** Whether the last question found no server. */
export const isLost = () => reach.lost;

/** Calls `listener` whenever the server is lost or found again. */
export function onReach(listener: () => void): () => void {
  reach.listeners.add(listener);
  return () => reach.listeners.delete(listener);
}

function setLost(lost: boolean): void {
  if (reach.lost === lost) return;
  reach.lost = lost;
  reach.listeners.forEach((listener) => listener());
}

interface Problem {
  detail?: string;
  errors?: { pointer: string; detail: string }[];
}

async function problemOf(answer: Response): Promise<ApiProblem> {
  const body = (await answer.json().catch(() => ({}))) as Problem;
  return new ApiProblem(answer.status, body.detail ?? answer.statusText, body.errors ?? []);
}

async function send(method: string, path: string, body: unknown, type: string): Promise<Response> {
  const headers = new Headers();
  if (credentials.token !== null) headers.set("Authorization", `Bearer ${credentials.token}`);
  const acting = actingPerson();
  if (acting !== null) headers.set("X-Signalbox-As", acting);
  if (credentials.csrf !== null && method !== "GET") headers.set("X-CSRF-Token", credentials.csrf);
  if (body !== undefined) headers.set("Content-Type", type);
  const content = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
  try {
    const answer = await fetch(path, { method, headers, body: content, cache: "no-store", credentials: "same-origin" });
    setLost(false);
    return answer;
  } catch {
    setLost(true);
    throw new ApiProblem(0, "");
  }
}

async function answered(method: string, path: string, body?: unknown, type = "application/json"): Promise<Response> {
  const answer = await send(method, path, body, type);
  if (answer.status === 401 && !path.startsWith("/v1/session")) refused.dispatchEvent(new Event("refused"));
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

export async function get<T>(path: string): Promise<T> {
  return (await (await answered("GET", path)).json()) as T;
}

export async function getText(path: string): Promise<string> {
  return (await answered("GET", path)).text();
}

export async function post<T>(path: string, body?: unknown): Promise<T> {
  const answer = await answered("POST", path, body);
  const text = await answer.text();
  return (text === "" ? {} : JSON.parse(text)) as T;
}

/** A file as it is, such as a calendar. */
export async function postText<T>(path: string, content: string, type: string): Promise<T> {
  return (await (await answered("POST", path, content, type)).json()) as T;
}

export async function put<T>(path: string, body: unknown): Promise<T> {
  return (await (await answered("PUT", path, body)).json()) as T;
}

export async function patch<T>(path: string, body: unknown): Promise<T> {
  return (await (await answered("PATCH", path, body)).json()) as T;
}

export async function remove(path: string): Promise<void> {
  await answered("DELETE", path);
}

/** A path with its parts escaped: api`/v1/leads/${id}`. */
export function api(parts: TemplateStringsArray, ...values: (string | number)[]): string {
  return parts.reduce((path, part, at) => path + encodeURIComponent(String(values[at - 1])) + part);
}
