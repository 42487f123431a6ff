// The release binary with the demo company, served on a free port for one file of tests.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";

const root = fileURLToPath(new URL("../..", import.meta.url));
const binary = process.env.SIGNALBOX_BIN ?? join(root, "build/release/signalbox");

export class Server {
  static async start() {
    const folder = mkdtempSync(join(tmpdir(), "signalbox-e2e-"));
    const directory = join(folder, "ws");
    const made = spawnSync(binary, ["init", directory, "--demo"], { encoding: "utf8" });
    if (made.status !== 0) throw new Error(`init failed: ${made.stderr}`);
    const token = made.stdout.trim().split("\n").at(-1);
    const process_ = spawn(binary, ["serve", directory, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await new Promise((resolve) => createInterface(process_.stdout).once("line", (text) => resolve([text])));
    const base = line.replace("listening on ", "");
    const server = new Server(folder, token, process_, base);
    await server.listsHoldTheLog();
    return server;
  }

  /** Lists follow the log a little later; the demo company's leads are in it from the start. */
  async listsHoldTheLog() {
    const head = await fetch(`${this.base}/v1/audit/head`, { headers: { Authorization: `Bearer ${this.token}` } });
    const [, size] = (await head.text()).split("\n");
    await this.call("GET", `/v1/leads?at_least=${Number(size) - 1}&limit=1`);
  }

  constructor(folder, token, process_, base) {
    Object.assign(this, { folder, token, process: process_, base, binary });
  }

  /** One request with the workspace's token, on behalf of `person` where one is named; the JSON that it answers. */
  async call(method, path, body, person) {
    const headers = { Authorization: `Bearer ${this.token}`, ...(person === undefined ? {} : { "X-Signalbox-As": person }), ...(body === undefined ? {} : { "Content-Type": "application/json" }) };
    const answer = await fetch(this.base + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Sends a lead and waits until the lists show it. */
  async lead(lead) {
    const answer = await this.call("POST", "/v1/leads", lead);
    await this.call("GET", `/v1/leads?at_least=${answer.position}&limit=1`);
    return answer;
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGTERM");
    await ended;
    rmSync(this.folder, { recursive: true });
  }
}
