// Leads that lie wrong are moved in one go: looked at first, prepared, approved by another, carried out, put back.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { approver } from "./desk.mjs";

const olu = "olu.adeyemi@fennmark.example";

/** Leads that a version with another threshold sent to the wrong pool, before it was rolled back; that version. */
async function misrouted(server) {
  const { versions } = await server.call("GET", "/v1/policies");
  const active = versions.find((version) => version.active).policy_version;
  const { files } = await server.call("GET", `/v1/policies/${active}/files`);
  const changed = { ...files, "policy.yaml": files["policy.yaml"].replace("lead.employees: 1000..", "lead.employees: 300..") };
  const { policy_version } = await server.call("POST", "/v1/policies", { files: changed });
  for (let number = 0; number < 3; number++) {
    const lead = await server.lead({ source: "web_form", last_name: "Brandt", company: `Werk ${number} GmbH`, country: "DE", employees: 500, consent: "given", external_id: `M-${number}`, email: `m@werk-${number}.example` });
    assert.equal(lead.rule, "enterprise");
  }
  await server.call("POST", "/v1/policies/rollback", {});
  return policy_version;
}

const ruleOf = async (server, id) => (await server.call("GET", `/v1/leads?external_id=${id}`)).items[0].rule;
const movesOf = (page, kind) => page.locator(`.moves-list > [data-kind=${kind}]`);

export const tests = [
  {
    name: "what a wrong version decided is looked at, repaired and put back",
    person: approver,
    run: async (reader, server) => {
      const { page } = reader;
      const version = await misrouted(server);
      await reader.go("/console/policies");
      await page.getByRole("link", { name: "Repairs and realignments" }).click();
      await reader.sees("Nothing was ever repaired or realigned");
      await page.getByLabel("Whose decisions").selectOption(version);
      await page.getByRole("region", { name: "Repair what a version decided" }).getByRole("button", { name: "Preview" }).click();
      const people = page.getByRole("group", { name: "For each person" });
      await people.getByRole("row").nth(1).waitFor();
      await page.getByText("What moves").click();
      await page.getByRole("link", { name: "M-0" }).waitFor();
      assert.deepEqual(await violations(page), []);
      const [file] = await Promise.all([page.waitForEvent("download"), reader.button("Save as CSV").click()]);
      assert.equal(file.suggestedFilename(), "moves.csv");
      assert.equal(await ruleOf(server, "M-0"), "enterprise", "looking moves nothing");

      await reader.button("Prepare these moves").click();
      await reader.sees("3 moves are prepared. Nothing has moved yet.");
      await movesOf(page, "repair").getByRole("button", { name: "Carry out" }).click();
      await movesOf(page, "repair").locator(".badge", { hasText: "done" }).waitFor();
      await reader.sees("3 of 3 handled: 3 moved, 0 left out");
      assert.equal((await server.call("GET", "/v1/moves")).moves[0].by, approver);
      const { owner } = (await server.call("GET", "/v1/leads?external_id=M-0")).items[0];

      await reader.button("Put back").click();
      await page.getByRole("dialog").getByRole("button", { name: "Put back" }).click();
      await movesOf(page, "undo").getByRole("button", { name: "Carry out" }).waitFor();
      assert.deepEqual(await violations(page), []);
      await movesOf(page, "undo").getByRole("button", { name: "Carry out" }).click();
      await movesOf(page, "undo").locator(".badge", { hasText: "done" }).waitFor();
      await movesOf(page, "repair").locator(".badge", { hasText: "put back" }).waitFor();
      assert.notEqual((await server.call("GET", "/v1/leads?external_id=M-0")).items[0].owner.id, owner.id);
    },
  },
  {
    name: "a realignment waits until somebody else approved it",
    person: approver,
    run: async (reader, server) => {
      const { page } = reader;
      await reader.go("/console/policies/moves");
      const form = page.getByRole("region", { name: "Realign", exact: true });
      await form.getByLabel("List (CSV)").fill("account_id,owner\nA-1000,nobody@fennmark.example");
      await form.getByRole("button", { name: "Preview" }).click();
      await page.getByRole("alert").filter({ hasText: "nobody@fennmark.example" }).waitFor();
      await form.getByLabel("List (CSV)").fill(`account_id,owner\nA-1000,${olu}`);
      await form.getByLabel("Accounts with an open opportunity move too").check();
      await form.getByLabel("Days that leads in hand stay").fill("0");
      await form.getByRole("button", { name: "Preview" }).click();
      await form.getByRole("group", { name: "For each person" }).getByText("Olu Adeyemi").waitFor();
      await form.getByRole("button", { name: "Prepare these moves" }).click();
      const row = movesOf(page, "realign");
      await row.locator(".badge", { hasText: "waits for approval" }).waitFor();
      assert.equal(await row.getByRole("button", { name: "Carry out" }).count(), 0);
      await row.getByRole("button", { name: "Approve" }).click();
      await row.getByRole("alert").filter({ hasText: /\w/ }).first().waitFor();
      await page.getByLabel("Acting as").selectOption({ label: "Felix Brandt" });
      await row.getByRole("button", { name: "Approve" }).click();
      await row.getByText("approved by Felix Brandt").waitFor();
      await row.getByRole("button", { name: "Carry out" }).click();
      await row.locator(".badge", { hasText: "done" }).waitFor();
      const { owner } = await server.call("GET", "/v1/owner?of=A-1000");
      assert.equal(owner.id, olu);
    },
  },
];
