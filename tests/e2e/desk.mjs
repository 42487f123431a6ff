// A desk with something on it: a policy document, and requests that resolved themselves, were escalated, and wait.

export const requester = "felix.brandt@fennmark.example";
/** Whom the requests of the e-mea team are escalated to. */
export const approver = "lena.huber@fennmark.example";
const wrongOwner = "harper.shaw@fennmark.example";

export const ownership = `---
title: Lead ownership
version: 3
owner: ${approver}
---
# Lead ownership

## Corrections

A lead whose owner is not the one that the routing rules give is corrected: the owner is changed to whom the matching
rule names, and the requester is told.

## Named accounts

A named or strategic account keeps its owner. Requests to change the owner of such an account go to the account owner.
`;

export const wrong = "The routing rules give this lead to another owner, please correct the owner";

let leads = 0;

/** A lead that lies with somebody to whom no rule gives it. */
export async function misplacedLead(server) {
  const id = `D-${++leads}`;
  const lead = await server.lead({ source: "web_form", first_name: "Ada", last_name: "Brandt", company: `Optik ${id} GmbH`, industry: "manufacturing", country: "DE", employees: 80, consent: "given", external_id: id, email: `ada@optik-${leads}.example` });
  const to = lead.owner.id === wrongOwner ? "hugo.mercier@fennmark.example" : wrongOwner;
  await server.call("POST", `/v1/leads/${lead.lead_id}/hand_over`, { to, by: lead.owner.id });
  return id;
}

/** A lead of whose company nothing is known, so that a person decides. */
export async function thinLead(server) {
  const id = `D-${++leads}`;
  await server.lead({ source: "web_form", first_name: "Ann", last_name: "Thin", country: "DE", consent: "given", external_id: id, email: `ann@thin-${leads}.example` });
  return id;
}

export async function addDocument(server, name = "lead-ownership", text = ownership) {
  await server.call("POST", "/v1/documents", { name, text });
}

export function ask(server, fields) {
  return server.call("POST", "/v1/cases", { summary: wrong, business_justification: "The customer waits.", ...fields }, requester);
}

/** One request of each kind, once a server; their ids. */
export async function furnishedDesk(server) {
  server.desk ??= (async () => {
    await addDocument(server);
    const done = await ask(server, { target_record: await misplacedLead(server) });
    const attachments = [{ name: "letter.txt", content: Buffer.from("Please hurry.").toString("base64") }];
    const escalated = await ask(server, { target_record: await thinLead(server), priority: "High", attachments });
    await server.call("POST", `/v1/cases/${escalated.request_id}/messages`, { text: "This is what they wrote.", attachments: [{ name: "what-they-wrote.txt", content: attachments[0].content }] }, requester);
    const waiting = await ask(server, { summary: "Please correct the owner of the lead from yesterday", priority: "Low" });
    return { done: done.request_id, escalated: escalated.request_id, waiting: waiting.request_id };
  })();
  return server.desk;
}

const password = "correct horse battery";

/** Somebody of the workspace as a user of the console. */
export async function addUser(server, login, roles, person) {
  await server.call("POST", "/v1/users", { login, name: login, email: `${login}@fennmark.example`, password, roles, person });
}

export async function signIn(reader, login, path = "/console/desk") {
  await reader.page.goto(reader.server.base + path);
  await reader.page.getByLabel("Login name").fill(login);
  await reader.page.getByLabel("Password", { exact: true }).fill(password);
  await reader.page.keyboard.press("Enter");
  // On a phone it is in the menu.
  await reader.page.getByRole("button", { name: "Sign out", includeHidden: true }).waitFor({ state: "attached" });
  await reader.settled();
}
