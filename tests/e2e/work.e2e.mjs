// The machinery: agents are stopped and started, the log is verified, pools show who is next.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { addUser, signIn } from "./desk.mjs";
import { flagged } from "./trial.mjs";

export const tests = [
  {
    name: "an agent is stopped and started again",
    run: async (reader, server) => {
      await reader.go("/console/agents");
      await reader.button("Stop detect_intent").click();
      await reader.page.getByRole("dialog").getByRole("button", { name: "Stop", exact: true }).click();
      await reader.sees("detect_intent was stopped.");
      const stateOf = async () => (await server.call("GET", "/v1/agents")).find((agent) => agent.id === "detect_intent").lifecycle;
      assert.equal(await stateOf(), "draft");
      await reader.button("Start detect_intent").click();
      await reader.sees("detect_intent was started.");
      assert.equal(await stateOf(), "active");
    },
  },
  {
    name: "the log is verified and a lead's evidence exported",
    run: async (reader, server) => {
      const { items } = await server.call("GET", "/v1/leads?limit=1");
      await reader.go("/console/audit");
      await reader.button("Verify now").click();
      await reader.sees(/^Log verified to .+, nothing altered$/);
      // It is the workspace's: whoever looks later reads the same, and one that runs is said and waited for.
      let running = true;
      await reader.page.route("**/v1/audit/verification", async (route) => {
        const answer = await route.fetch();
        const found = await answer.json();
        return route.fulfill({ json: running ? { ...found, running: { since: found.last.verified_to, by: "local", person: null } } : found });
      });
      await reader.page.route("**/v1/audit/verify", (route) => route.fulfill({ status: 409, json: { detail: "another request that reads the whole log is at work" } }));
      running = false;
      await reader.page.reload();
      await reader.sees(/^Log verified to .+, nothing altered$/);
      running = true;
      await reader.button("Verify now").click();
      await reader.sees(/^Every stored byte is being checked since .+, started by the command line$/);
      assert.equal(await reader.button("Verify now").isDisabled(), true);
      running = false;
      await reader.sees(/^Log verified to .+, nothing altered$/);
      assert.equal(await reader.page.locator(".failed").count(), 0);
      await reader.page.getByLabel("Lead’s id, your own id or e-mail address").fill(items[0].lead_id);
      const [file] = await Promise.all([reader.page.waitForEvent("download"), reader.button("Export evidence").click()]);
      assert.equal(file.suggestedFilename(), "evidence.json");
      await reader.button("Decide again and compare").click();
      await reader.sees(/came out the same/);
    },
  },
  {
    name: "a pool names who is next in turn and everybody's count so far",
    run: async (reader, server) => {
      const { pools } = await server.call("GET", "/v1/pools");
      const pool = pools.find((one) => one.id === "enterprise");
      await reader.go("/console/pools/enterprise");
      assert.equal(await reader.page.locator("table").first().locator("tbody tr").count(), pool.members.length);
      await reader.sees(pool.members.find((member) => member.id === pool.next_in_turn).name);
      await reader.button("Simulate the next 50").click();
      await reader.sees("Of these");
    },
  },
  {
    name: "whoever looks after a table edits it alone, is told what is wrong, and saves a draft",
    token: null,
    run: async (reader, server) => {
      const { page } = reader;
      const owner = "lena.huber@fennmark.example";
      await addUser(server, "tara", ["table_owner"], owner);
      await server.call("PUT", "/v1/access-rules/tables", { text: JSON.stringify({ tables: [{ table: "territories", people: [owner] }] }) });
      await signIn(reader, "tara", "/console/policies");
      await page.getByRole("link", { name: "Tables", exact: true }).click();
      const cell = page.getByRole("textbox", { name: "to, row 1", exact: true });
      await cell.waitFor();
      assert.equal(await page.getByRole("navigation", { name: "Tables that you may edit" }).getByRole("link").count(), 1);
      await cell.fill("pool:nowhere");
      await reader.button("Save as a draft").click();
      await page.getByRole("alert").filter({ hasText: "nowhere" }).waitFor();
      await cell.fill("pool:enterprise");
      await reader.button("Save as a draft").click();
      await reader.sees(/^Saved as the draft/);
      await reader.sees(/0 rows added, 1 changed, 0 taken away/);
      assert.deepEqual(await violations(page), []);
      const { versions } = await server.call("GET", "/v1/policies");
      assert.deepEqual(versions.map((version) => version.stage).sort(), ["active", "draft"]);
    },
  },
  {
    name: "somebody changes their password and signs in with the new one",
    token: null,
    run: async (reader, server) => {
      const { page } = reader;
      await addUser(server, "petra", ["auditor"], null);
      await signIn(reader, "petra", "/");
      await reader.button("Change password").click();
      const dialog = page.getByRole("dialog");
      const fill = async (current, next, again) => {
        await dialog.getByLabel("Password now").fill(current);
        await dialog.getByLabel("New password", { exact: true }).fill(next);
        await dialog.getByLabel("New password again").fill(again);
        await dialog.getByRole("button", { name: "Change password" }).click();
      };
      await fill("correct horse battery", "another horse battery", "another horse");
      await dialog.getByText("The two are not the same.").waitFor();
      await fill("correct horse battery", "another horse battery", "another horse battery");
      await reader.sees("Your password was changed.");
      assert.deepEqual(await violations(page), []);
      await reader.button("Sign out").click();
      await page.getByLabel("Login name").fill("petra");
      await page.getByLabel("Password", { exact: true }).fill("another horse battery");
      await page.keyboard.press("Enter");
      await reader.button("Sign out").waitFor();
    },
  },
  {
    name: "the rules about personal fields are told in words to whoever administers",
    run: async (reader, server) => {
      const text = JSON.stringify({ rules: [{ name: "numbers-stay", of: { teams: ["emea"] }, fields: ["phone", "free_fields"], seen_by: { teams: ["emea"], roles: ["auditor"] } }] });
      await reader.go("/console/admin/access");
      await reader.sees("No rule takes anything away");
      await server.call("PUT", "/v1/access-rules/personal-fields", { text });
      await reader.go("/console/admin/access");
      const row = reader.page.getByRole("row", { name: /numbers-stay/ });
      for (const said of ["teams emea", "phone, free fields", "teams emea; whoever is auditor"]) await row.getByRole("cell", { name: said, exact: true }).waitFor();
      await server.call("PUT", "/v1/access-rules/personal-fields", { text: "" });
    },
  },
  {
    name: "an administrator says within what managers set weights, and is told what is wrong with it",
    run: async (reader, server) => {
      const { page } = reader;
      await reader.go("/console/admin/access");
      const panel = page.getByRole("region", { name: "Within what managers set weights" });
      await panel.getByRole("button", { name: "Add bounds" }).click();
      await panel.getByLabel("Teams", { exact: true }).fill("enterprise, moon");
      await panel.getByLabel("To", { exact: true }).fill("4");
      await panel.getByRole("button", { name: "Save the bounds" }).click();
      await panel.getByRole("alert").filter({ hasText: "no team called `moon`" }).waitFor();
      await panel.getByLabel("Teams", { exact: true }).fill("enterprise");
      await panel.getByRole("button", { name: "Save the bounds" }).click();
      await panel.getByText("Saved.").waitFor();
      assert.deepEqual(await violations(page), []);
      assert.deepEqual((await server.call("GET", "/v1/access-rules/weights")).weights, [{ teams: ["enterprise"], from: 1, to: 4 }]);
    },
  },
  {
    name: "a manager sets a weight on the page of the pool, reads why not beyond the bounds, and puts it back",
    token: null,
    run: async (reader, server) => {
      const { page } = reader;
      const [manager, seller] = ["mara.weiss@fennmark.example", "jonas.keller@fennmark.example"];
      await addUser(server, "mara", ["manager"], manager);
      await server.call("PUT", "/v1/access-rules/weights", { text: JSON.stringify({ weights: [{ teams: ["enterprise"], from: 1, to: 4 }] }) });
      const weight = async () => (await server.call("GET", `/v1/people/${seller}/availability`)).weight;
      const before = await weight();
      await signIn(reader, "mara", "/console/pools/enterprise");
      // Her own weight is not hers to set.
      await page.getByRole("row", { name: /Mara Weiss/ }).first().waitFor();
      assert.equal(await page.getByRole("button", { name: /change the weight of Mara Weiss/ }).count(), 0);
      await page.getByRole("button", { name: /change the weight of Jonas Keller/ }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("You may set 1 to 4.").waitFor();
      assert.ok(await dialog.evaluate((one) => one.scrollWidth <= one.clientWidth), "its sentences break at its edge");
      await dialog.getByLabel("Weight", { exact: true }).fill("9");
      await dialog.getByRole("button", { name: "Set the weight" }).click();
      await dialog.getByRole("alert").filter({ hasText: "outside what managers may set in team `enterprise`, which is 1 to 4" }).waitFor();
      await dialog.getByLabel("Weight", { exact: true }).fill("3");
      await dialog.getByLabel(/^Why/).fill("covers for Anke");
      await dialog.getByRole("button", { name: "Set the weight" }).click();
      await dialog.getByText(`Set to 3, after ${before}. It counts in enterprise.`).waitFor();
      assert.deepEqual(await violations(page), []);
      assert.equal(await weight(), 3);
      await dialog.getByRole("button", { name: `Put back to ${before}` }).click();
      await dialog.getByText(`Set to ${before}, after 3. It counts in enterprise.`).waitFor();
      assert.equal(await weight(), before);
      await reader.go(`/console/availability/${manager}`);
      await reader.sees("Nobody sets their own weight. Whoever you report to does, or an operator.");
    },
  },
  {
    name: "how long leads are kept is set, and whose time is over counted before anybody is forgotten",
    run: async (reader, server) => {
      const { page } = reader;
      await reader.go("/console/admin/retention");
      await page.getByLabel("Days of leads").fill("730");
      await page.getByLabel("Days of who read what").fill("365");
      await reader.button("Save").click();
      await page.getByRole("region", { name: "Leads whose time is over" }).getByRole("button", { name: "Count them" }).click();
      await reader.sees(/^0 of [\d,]+ leads are over; 0 more are kept by a legal hold\.\s*$/);
      assert.equal(await page.getByRole("button", { name: /^Forget/ }).count(), 0);
      assert.deepEqual(await server.call("GET", "/v1/retention"), { lead_days: 730, agent_days: 0, reading_days: 365, notice_days: 0 });
    },
  },
  {
    name: "a flag is turned on for a share, an address of production named, and who read what looked through",
    run: async (reader, server) => {
      const { page } = reader;
      await reader.go("/console/admin/flags");
      await reader.sees("No version of the policy declares a flag");
      await flagged(server, "draft");
      await page.reload();
      await reader.button("Change fast_lane").click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("combobox", { name: "Set to" }).selectOption("share");
      await dialog.getByRole("textbox", { name: "Share of the leads" }).fill("250%");
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.getByRole("alert").filter({ hasText: "250%" }).waitFor();
      await dialog.getByRole("textbox", { name: "Share of the leads" }).fill("25%");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByRole("row", { name: /^fast_lane 25%/ }).waitFor();
      assert.equal((await server.call("GET", "/v1/flags")).flags[0].to, "25%");

      await page.getByRole("link", { name: "Environment" }).click();
      await reader.sees("sandbox, for trying");
      const file = page.getByLabel("Text of environment.yaml");
      await file.fill((await file.inputValue()).replace("environment: sandbox", "environment: production"));
      await reader.button("Import").click();
      await page.getByRole("alert").filter({ hasText: "sandbox" }).waitFor();
      await file.fill("environment: sandbox\nproduction_endpoints: [https://agents.fennmark.example/]\n");
      await reader.button("Import").click();
      await reader.sees("Imported.");
      await page.getByRole("region", { name: "Addresses of production" }).getByText("https://agents.fennmark.example/").waitFor();

      await page.getByRole("link", { name: "Who read what" }).click();
      const record = page.getByRole("region", { name: "Who read what" });
      await record.getByRole("row", { name: /the workspace token/ }).first().waitFor();
      await reader.button("Check this record").click();
      await reader.sees("Every line is what was written.");
      await record.getByRole("combobox", { name: "What" }).selectOption("sign_in_failed");
      await record.getByText("Nothing of this kind was recorded").waitFor();
      assert.deepEqual(await violations(page), []);
    },
  },
];
