// A score in use, with leads that it scored and what came of them, and another one on silent trial.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const spec = `name: warm leads
purpose: who is called first
label: {column: outcome, positive: won, negative: lost}
groups: [country]
features:
  - {column: title, type: category, known_at_routing: true}
  - {column: employees, type: number, known_at_routing: true, monotone: up}
`;
const titles = ["Director", "Engineer", "Intern"];

/** The same numbers in every run (Knuth's MMIX generator), as a share. */
function* shares(seed) {
  for (let state = BigInt(seed); ; ) {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    yield Number(state >> 40n) / 2 ** 24;
  }
}

/** Leads as they come: directors of large companies succeed most. */
export function outcomes(seed, count) {
  const draw = shares(seed);
  const next = () => draw.next().value;
  return Array.from({ length: count }, () => {
    const title = titles[Math.floor(next() * titles.length)];
    const employees = Math.floor(next() * 900) + 20;
    const likely = (title === "Director" ? 0.6 : title === "Engineer" ? 0.3 : 0.05) * (0.4 + employees / 1000);
    return { title, employees, won: next() < likely };
  });
}

function csvOf(rows) {
  return ["title,employees,outcome", ...rows.map((row) => `${row.title},${row.employees},${row.won ? "won" : "lost"}`)].join("\n") + "\n";
}

/** The paths of a model file and of rows with outcomes that it was not trained on. */
export function trainedModel(server, seed = 1) {
  const path = (name) => join(server.folder, name);
  writeFileSync(path("spec.yaml"), spec);
  writeFileSync(path(`train-${seed}.csv`), csvOf(outcomes(seed, 900)));
  writeFileSync(path("held.csv"), csvOf(outcomes(99, 600)));
  const [model, held] = [path(`warm-${seed}.sbm`), path("held.csv")];
  const made = spawnSync(server.binary, ["model", "train", "--data", path(`train-${seed}.csv`), "--spec", path("spec.yaml"), "--out", model, "--family", "scorecard", "--seed", String(seed)], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`model train failed: ${made.stderr}`);
  return { model, held };
}

export function promote(server, { model, held }, more = {}) {
  return server.call("POST", "/v1/models", { file: readFileSync(model).toString("base64"), rows: readFileSync(held, "utf8"), ...more });
}

/** Leads that the score in use scores, and an outcome for each. */
async function scoredLeads(server, count) {
  const rows = outcomes(7, count);
  const leads = rows.map((row, at) => ({ external_id: `W-${at}`, email: `w${at}@scored-${at}.example`, last_name: `Scored ${at}`, company: `Scored ${at} GmbH`, country: at % 3 === 0 ? "DE" : "US", consent: "given", title: row.title, employees: row.employees, source: "web_form" }));
  const answers = await server.call("POST", "/v1/leads", leads);
  for (const [at, answer] of answers.entries()) {
    if (rows[at].won) await server.call("POST", `/v1/records/${answer.lead_id}/convert`, {});
    else await server.call("POST", `/v1/records/${answer.lead_id}/delete`, {});
  }
}

/** Once a server. */
export function furnishedModels(server) {
  server.models ??= (async () => {
    await promote(server, trainedModel(server));
    await promote(server, trainedModel(server, 2), { challenger: true });
    await scoredLeads(server, 220);
    await server.call("POST", "/v1/models/score_lead/watch", { recalibrate: false });
  })();
  return server.models;
}
