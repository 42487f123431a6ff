// Whatever a lead says is text. Each field carries markup that would run if any page showed it as such; the reader
// fails on a dialog, a script error or a refusal of the content policy.
import assert from "node:assert/strict";
import { addDocument, approver, ask, ownership } from "./desk.mjs";

const attacks = [
  `<img src=x onerror="alert(1)">`,
  `<script>alert(2)</script>`,
  `"><svg onload=alert(3)>`,
  `javascript:alert(4)`,
  `{{constructor.constructor('alert(5)')()}}`,
  `</title><script>alert(6)</script>`,
];

const fields = ["first_name", "last_name", "title", "company", "website", "message", "campaign", "city", "utm_source"];

function lead(number) {
  const say = (place) => attacks[(number + place) % attacks.length];
  return { external_id: `${attacks[number]}-${number}`, source: say(1), email: `h${number}@hostile.example`, country: "DE", consent: "given", employees: 50, ...Object.fromEntries(fields.map((field, place) => [field, say(place)])) };
}

async function assertText(page) {
  const alive = await page.evaluate(() => document.querySelectorAll("img[src=x], #root script, svg[onload], [onerror], a[href^='javascript:']").length);
  assert.equal(alive, 0, "a lead's text became markup");
}

export const tests = [
  {
    name: "markup in any field of a lead is shown as text on every page that shows it",
    run: async (reader, server) => {
      const ids = [];
      for (let number = 0; number < attacks.length; number++) ids.push((await server.lead(lead(number))).lead_id);
      await reader.go("/console/leads");
      await reader.page.getByText(attacks[0]).first().waitFor();
      await assertText(reader.page);
      for (const id of ids) {
        for (const tab of ["timeline", "why", "events", "pending"]) {
          await reader.go(`/console/leads/${id}/${tab}`);
          await assertText(reader.page);
        }
      }
    },
  },
  {
    name: "markup in any field of a request, a comment or a document is shown as text",
    person: approver,
    run: async (reader, server) => {
      const title = attacks[0];
      await addDocument(server, "lead-ownership", ownership.replace("title: Lead ownership", `title: ${title}`).replace("# Lead ownership", `# ${attacks.join("\n\n## ")}\n\n[a](${attacks[3]}) \`${attacks[1]}\``));
      await server.lead({ external_id: "H-thin", source: attacks[1], last_name: attacks[0], email: "thin@hostile.example", country: "DE", consent: "given" });
      const requests = [];
      for (const [number, attack] of attacks.entries()) {
        // The last one names a lead and is escalated, the others are asked which one is meant.
        const target = number === attacks.length - 1 ? "thin@hostile.example" : attack;
        const attachments = [{ name: attack.replaceAll(/[/\\]/g, "|"), content: Buffer.from("text").toString("base64") }];
        const { request_id } = await ask(server, { summary: `${attack} owner ${number}`, business_justification: attack, target_record: target, attachments });
        await server.call("POST", `/v1/cases/${request_id}/messages`, { text: attack, attachments }, "felix.brandt@fennmark.example");
        requests.push(request_id);
      }
      const last = requests.at(-1);
      const { shown_hash, status } = await server.call("GET", `/v1/cases/${last}`);
      assert.equal(status, "Escalated");
      const pages = ["/console/desk", "/console/desk/approvals", `/console/desk/approvals/${last}`, "/console/desk/documents/lead-ownership?from=18", "/console/desk/documents/lead-ownership?change=1", ...requests.map((id) => `/console/desk/${id}`)];
      for (const path of pages) {
        await reader.go(path);
        await assertText(reader.page);
      }
      await reader.sees(`${attacks.at(-1)} owner ${attacks.length - 1}`);
      await server.call("POST", `/v1/cases/${last}/decision`, { decision: "return", comment: attacks[1], shown_hash }, approver);
      await reader.go(`/console/desk/${last}`);
      await reader.sees(attacks[1]);
      await assertText(reader.page);
    },
  },
  {
    name: "markup in addresses and searches is shown as text",
    run: async (reader) => {
      for (const attack of attacks) {
        const text = encodeURIComponent(attack);
        for (const path of [`/?of=${text}`, `/console/leads?find=${text}&queue=${text}`, `/console/policies/${text.replaceAll("%2F", "")}`, `/console/${text.replaceAll("%2F", "")}`, `/console/desk/${text.replaceAll("%2F", "")}`, `/console/desk?status=${text}`, `/console/desk/documents/a?from=${text}&cited=${text}`]) {
          await reader.go(path);
          await assertText(reader.page);
        }
      }
    },
  },
  {
    name: "links within the console lead nowhere else",
    run: async (reader) => {
      await reader.go("//evil.example/console/leads").catch(() => undefined);
      await reader.go("/console/leads/..%5c..%5cevil.example").catch(() => undefined);
      await reader.go("/console/leads");
      const outside = await reader.page.evaluate(() => [...document.links].filter((link) => link.origin !== location.origin).length);
      assert.equal(outside, 0);
    },
  },
];
