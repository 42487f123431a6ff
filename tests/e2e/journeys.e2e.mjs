// What people do all day: sign in, find an owner, read why, move with the keyboard, accept and reject.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { violations } from "./axe.mjs";

const german = { source: "web_form", first_name: "Ada", last_name: "Brandt", company: "Brandt Optik GmbH", country: "DE", employees: 80, consent: "given" };

export const tests = [
  {
    name: "a page says when the server is gone, and is fresh again by itself once it answers",
    run: async (reader) => {
      const { page } = reader;
      await reader.go("/console/pools");
      await page.clock.install();
      await page.route("**/v1/**", (route) => route.abort());
      await page.getByRole("link", { name: "Agents", exact: true }).click();
      await page.getByRole("alert").getByText("The server cannot be reached.").waitFor();
      await page.locator(".lost").waitFor();
      assert.deepEqual(await violations(page), []);
      await page.unroute("**/v1/**");
      await page.clock.fastForward("00:10");
      await page.getByRole("group", { name: "Registry" }).waitFor();
      await page.locator(".lost").waitFor({ state: "detached" });
      // The test's own doing.
      reader.faults.length = 0;
    },
  },
  {
    name: "somebody signs in with the workspace token and out again",
    token: null,
    run: async ({ page, server, ...reader }) => {
      await page.goto(`${server.base}/console/pools`);
      await page.getByRole("tab", { name: "Workspace token" }).click();
      const field = page.getByRole("textbox", { name: "Workspace token" });
      await field.fill("sbx_wrong");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("This token is not the workspace’s.").waitFor();
      await field.fill(server.token);
      await page.keyboard.press("Enter");
      // The page that was asked for, not the first one.
      await page.getByRole("heading", { name: "Pools", level: 1 }).waitFor();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("tab", { name: "Workspace token" }).waitFor();
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);
      assert.deepEqual(reader.faults, []);
    },
  },
  {
    name: "somebody signs in by name, sees their own leads, and every change carries the session's mark",
    token: null,
    run: async ({ page, server, ...reader }) => {
      const { items } = await server.call("GET", "/v1/leads?status=routed&limit=1");
      const user = { id: "user_1", name: "Ada Admin", email: "ada@fennmark.example", roles: ["seller"], person: items[0].owner.id };
      const marks = [];
      let signedIn = false;
      // The session as docs of sign-in have it; everything else is the server's own answer.
      await page.route("**/v1/**", async (route) => {
        const request = route.request();
        if (!request.url().endsWith("/v1/session")) {
          if (request.method() !== "GET") marks.push(request.headers()["x-csrf-token"]);
          return route.continue({ headers: { ...request.headers(), authorization: `Bearer ${server.token}` } });
        }
        if (request.method() === "POST") signedIn = request.postDataJSON().password === "right";
        const status = signedIn && request.method() !== "DELETE" ? 200 : 401;
        return route.fulfill({ status, json: status === 200 ? { user, csrf: "mark-1" } : { detail: "this name and password are not known" } });
      });
      await page.goto(server.base);
      await page.getByLabel("Login name").fill("ada");
      await page.getByLabel("Password", { exact: true }).fill("wrong");
      await page.keyboard.press("Enter");
      await page.getByText("this name and password are not known").waitFor();
      await page.getByLabel("Password", { exact: true }).fill("right");
      await page.keyboard.press("Enter");
      await page.getByRole("region", { name: "My leads" }).getByRole("listitem").first().click();
      await page.getByRole("button", { name: "Accept" }).click();
      await page.getByText("Accept: done.").waitFor();
      assert.deepEqual(marks, ["mark-1"]);
      // What a seller may not do is not offered.
      assert.equal(await page.getByRole("link", { name: "Admin" }).count(), 0);
      assert.deepEqual(reader.faults, []);
    },
  },
  {
    name: "an e-mail address in the box on top says who owns it and why",
    run: async (reader, server) => {
      const lead = await server.lead({ ...german, external_id: "J-1", email: "ada@brandt-optik.example" });
      await reader.go("/");
      await reader.page.getByLabel("Who owns it?", { exact: true }).last().fill("Ada@Brandt-Optik.example");
      await reader.page.keyboard.press("Enter");
      await reader.sees(lead.owner?.name ?? lead.queue);
      await reader.page.getByRole("link", { name: "Open the lead and why" }).click();
      await reader.page.getByRole("heading", { name: "Ada Brandt" }).waitFor();
      await reader.page.locator(".flow-box.lit").first().waitFor();
      assert.deepEqual(await reader.page.locator(".flow-box.lit .flow-title > :first-child").allTextContents(), [lead.rule, "pool emea"]);
      assert.ok((await reader.page.getByRole("row").count()) > 2, "the losers are listed");
      // Of who lost, at a press of their row; of anybody else by name.
      await reader.page.getByRole("region", { name: "Who else could have had it" }).getByRole("button").first().click();
      await reader.page.locator("p.told").waitFor();
      await reader.page.getByRole("combobox", { name: "What would have had to differ?" }).fill("partner-desk");
      await reader.button("Ask").click();
      await reader.page.locator("p.told").waitFor();
      await reader.page.getByRole("link", { name: "Raw events" }).click();
      await reader.sees("Lead received");
    },
  },
  {
    name: "the keyboard alone reaches every page",
    run: async (reader) => {
      await reader.go("/");
      for (const page of ["Leads", "Desk", "Policies", "Pools", "Agents", "Audit", "Reports", "Admin"]) {
        await reader.page.keyboard.press("Control+k");
        await reader.page.getByRole("dialog").waitFor();
        await reader.page.keyboard.type(page);
        await reader.page.keyboard.press("Enter");
        await reader.page.getByRole("heading", { name: page, level: 1 }).waitFor();
      }
    },
  },
  {
    name: "filters are part of the address and survive a reload",
    run: async (reader) => {
      await reader.go("/console/leads");
      await reader.page.getByRole("combobox", { name: "Status" }).selectOption("held");
      await reader.page.waitForURL(/status=held/);
      await reader.page.reload();
      await reader.settled();
      const statuses = await reader.page.locator("td[data-column=status]").allTextContents();
      assert.deepEqual([...new Set(statuses)], ["held"]);
      await reader.button("Columns").click();
      await reader.page.getByLabel("Source").check();
      await reader.page.getByRole("columnheader", { name: "Source" }).waitFor();
      await reader.page.keyboard.press("Escape");
      await reader.button("Saved views").click();
      await reader.page.getByLabel("Name of the view").fill("Held ones");
      await reader.button("Save this view").click();
      await reader.page.keyboard.press("Escape");
      await reader.button("Clear filters").click();
      await reader.button("Saved views").click();
      await reader.page.getByRole("link", { name: "Held ones" }).click();
      await reader.page.waitForURL(/status=held/);
    },
  },
  {
    name: "an owner accepts a lead and hands another over",
    run: async (reader, server) => {
      const lead = await server.lead({ ...german, external_id: "J-2", email: "cem@brandt-optik.example", first_name: "Cem" });
      await reader.go(`/console/leads/${lead.lead_id}`);
      await reader.button("Accept").click();
      await reader.sees("Accept: done.");
      await reader.sees(/took it up|accepted/);
      await reader.button("Hand over").click();
      await reader.page.getByRole("dialog").getByLabel("To").selectOption({ label: "Lena Huber" });
      await reader.page.getByRole("dialog").getByRole("button", { name: "Hand over" }).click();
      await reader.sees("Hand over: done.");
      await reader.page.locator("dd", { hasText: "Lena Huber" }).first().waitFor();
    },
  },
  {
    name: "a lead that another system gave to somebody else is counted on Today and opened from there",
    run: async (reader, server) => {
      const lead = await server.lead({ ...german, external_id: "J-5", email: "dora@brandt-optik.example", first_name: "Dora" });
      const to = lead.owner.id === "lena.huber@fennmark.example" ? "hugo.mercier@fennmark.example" : "lena.huber@fennmark.example";
      const moved = await server.call("POST", `/v1/records/${lead.lead_id}/owner`, { to });
      await server.call("GET", `/v1/leads?at_least=${moved.position}&limit=1`);
      await reader.go("/");
      const line = reader.page.getByRole("region", { name: "Needs attention" }).getByRole("link", { name: /^1 Write-back failed or owner differs .*Oldest/ });
      await line.click();
      await reader.page.getByRole("button", { name: "Whatever the reason" }).waitFor();
      await reader.settled();
      assert.deepEqual(await reader.page.locator("tbody .cell-link").allTextContents(), ["Dora Brandt"]);
      // The rows are walked by keys, and the line's own leads are one press away from all.
      await reader.page.locator("tbody .cell-link").focus();
      await reader.page.keyboard.press("ArrowDown");
      await reader.page.getByRole("button", { name: "Whatever the reason" }).click();
      await reader.settled();
      await reader.page.locator("tbody .cell-link").first().focus();
      await reader.page.keyboard.press("ArrowDown");
      assert.equal(await reader.page.locator("tbody tr:nth-child(2) .cell-link").evaluate((link) => document.activeElement === link), true);
    },
  },
  {
    name: "a lead is handed back for a reason that is chosen, and until a day where the reason asks for it",
    run: async (reader, server) => {
      const { page } = reader;
      const lead = await server.lead({ ...german, external_id: "J-6", email: "fay@brandt-optik.example", first_name: "Fay" });
      const items = [
        { reason: "no_fit", then: "disqualify", queue: null, after: null, needs_until: false, text: "no fit" },
        { reason: "not_now", then: "recycle", queue: null, after: null, needs_until: true, text: "not now" },
      ];
      await page.route("**/v1/handback-reasons*", (route) => route.fulfill({ json: { policy_version: null, items } }));
      const sent = page.waitForRequest((request) => request.url().endsWith("/hand_back"));
      await page.route("**/hand_back", (route) => route.fulfill({ json: {} }));
      await reader.go(`/console/leads/${lead.lead_id}`);
      await reader.button("Hand back").click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("It ends here.").waitFor();
      assert.equal(await dialog.getByLabel("Until").count(), 0);
      await dialog.getByLabel("Reason").selectOption("not_now");
      await dialog.getByLabel("Until").fill("2099-03-01");
      await dialog.getByRole("button", { name: "Hand back" }).click();
      const { reason, until } = (await sent).postDataJSON();
      assert.deepEqual([reason, until], ["not_now", "2099-03-01"]);
    },
  },
  {
    name: "a held lead is rejected with a reason",
    run: async (reader, server) => {
      const lead = await server.lead({ ...german, external_id: "J-3", email: "eva@brandt-optik.example", consent: "unknown" });
      assert.equal(lead.status, "held");
      await reader.go(`/console/leads/${lead.lead_id}`);
      await reader.button("Reject").click();
      await reader.page.getByLabel("Reason").fill("no_fit");
      await reader.page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
      await reader.page.locator(".standing .badge", { hasText: "rejected" }).waitFor();
    },
  },
  {
    name: "an export is a table that a spreadsheet may open",
    run: async (reader, server) => {
      await server.lead({ ...german, external_id: "=1+1", email: "mal@brandt-optik.example", first_name: "=HYPERLINK(1)", consent: "unknown" });
      await reader.go("/console/leads?find=mal%40brandt-optik.example");
      const [file] = await Promise.all([reader.page.waitForEvent("download"), reader.button("Export CSV").click()]);
      const text = readFileSync(await file.path(), "utf8");
      assert.match(text, /^lead_id,/);
      assert.match(text, /'=HYPERLINK\(1\)/);
      assert.doesNotMatch(text, /,=/);
    },
  },
];
