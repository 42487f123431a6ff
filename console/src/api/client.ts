// Asks the API. Every answer is data for React to show as text; nothing here is markup.

/** A problem document (RFC 9457), a connection that failed (status 0), or an answer that is none of the server's (garbled). */
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

/** Of an answer that is no JSON, such as the sign-in page of a network. */
export const garbled = 200;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiProblem(garbled, "");
  }
}

async function read<T>(answer: Response): Promise<T> {
  return parsed(await answer.text()) as T;
}

export async function get<T>(path: string): Promise<T> {
  return read<T>(await answered("GET", path));
}

export async function getText(path: string): Promise<string> {
  const answer = await answered("GET", path);
  // The API answers texts of many kinds, and no page.
  if (answer.headers.get("Content-Type")?.startsWith("text/html") === true) throw new ApiProblem(garbled, "");
  return answer.text();
}

export async function post<T>(path: string, body?: unknown): Promise<T> {
  const answer = await answered("POST", path, body);
  const text = await answer.text();
  return (text === "" ? {} : parsed(text)) as T;
}

/** A file as it is, such as a calendar. */
export async function postText<T>(path: string, content: string, type: string): Promise<T> {
  return read<T>(await answered("POST", path, content, type));
}

export async function put<T>(path: string, body: unknown): Promise<T> {
  return read<T>(await answered("PUT", path, body));
}

export async function patch<T>(path: string, body: unknown): Promise<T> {
  return read<T>(await answered("PATCH", path, body));
}

export async function remove(path: string): Promise<void> {
  await answered("DELETE", path);
}

/** A path with its parts escaped: api`/v1/leads/${id}`. */
export function api(parts: TemplateStringsArray, ...values: (string | number)[]): string {
  return parts.reduce((path, part, at) => path + encodeURIComponent(String(values[at - 1])) + part);
}
