// Lists and what they lead to: from lead to lead, what is left of each one's time, links that show the same to others, phones.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { addUser, approver, furnishedDesk, signIn } from "./desk.mjs";
import { furnishedPolicies } from "./trial.mjs";

/** Leads of the rule for Germany get two hours from here on. */
async function withTimeLimit(server) {
  const { files } = await server.call("GET", "/v1/policies/active/files");
  const text = files["policy.yaml"]
    .replace("assign: {pool: enterprise}", "assign: {pool: enterprise}\n    sla: [first_touch]")
    .replace("\nqueues:", "\nslas:\n  first_touch: {within: 2h, clock: always, starts: assigned, stops: [desk.contacted]}\nqueues:");
  await server.call("POST", "/v1/policies", { files: { ...files, "policy.yaml": text } });
}

const large = (id) => ({ source: "web_form", first_name: "Ada", last_name: `Gross ${id}`, company: `Werk ${id} GmbH`, country: "DE", employees: 4000, consent: "given", external_id: id, email: `ada@${id.toLowerCase()}.example` });

export const tests = [
  {
    name: "the palette finds pools and people by name, and filters of leads are folded on a phone with how many are set",
    run: async (reader, server) => {
      const { page } = reader;
      const { pools } = await server.call("GET", "/v1/pools");
      await reader.go("/");
      for (const [typed, option, heading] of [
        [pools[0].id, `Pools: ${pools[0].id}`, "Pools"],
        ["Lena Hub", "Availability: Lena Huber", "Lena Huber"],
      ]) {
        await page.keyboard.press("Control+k");
        await page.getByRole("combobox", { name: "Search and commands" }).fill(typed);
        await page.getByRole("option", { name: option, exact: true }).click();
        await page.getByRole("heading", { name: heading }).first().waitFor();
      }
      await page.setViewportSize({ width: 390, height: 844 });
      await reader.go("/console/leads?status=routed&order=due");
      const status = page.getByRole("combobox", { name: "Status" });
      assert.equal(await status.isVisible(), false);
      await page.getByText("More filters (1)", { exact: true }).click();
      assert.equal(await status.inputValue(), "routed");
      await page.getByRole("button", { name: /^By time limit/ }).click();
      await page.waitForURL((url) => url.search === "?status=routed");
    },
  },
  {
    name: "leads of a list are walked through in its order, in the same part of the page, and gone back to by name",
    run: async (reader) => {
      const { page } = reader;
      await reader.go("/console/leads?status=routed");
      const names = await page.locator("tbody .cell-link").allTextContents();
      await page.locator("tbody .cell-link").first().click();
      await page.getByRole("heading", { name: names[0], level: 1 }).waitFor();
      await page.getByRole("link", { name: "Why", exact: true }).click();
      const trail = page.getByRole("navigation", { name: "Leads of the list" });
      await trail.getByText(`1 of ${names.length}`).waitFor();
      assert.equal(await trail.getByRole("link", { name: "Previous" }).count(), 0);
      await trail.getByRole("link", { name: "Next" }).focus();
      for (const place of [1, 2]) {
        await page.keyboard.press("Enter");
        await page.getByRole("heading", { name: names[place], level: 1 }).waitFor();
        await trail.getByText(`${place + 1} of ${names.length}`).waitFor();
        assert.equal(await page.getByRole("link", { name: "Why", exact: true }).getAttribute("aria-current"), "page");
      }
      await reader.settled();
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press("Control+k");
      const first = page.getByRole("dialog").getByRole("option").first();
      assert.ok((await first.textContent()).startsWith(`Back to ${names[1]}`), await first.textContent());
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: names[1], level: 1 }).waitFor();
      await trail.getByRole("link", { name: "Leads" }).click();
      await page.waitForURL(/\/console\/leads\?status=routed$/);
      // Who comes by a link came from no list.
      await reader.go(`/console/leads/${(await reader.server.call("GET", "/v1/leads?limit=1")).items[0].lead_id}`);
      assert.equal(await trail.count(), 0);
    },
  },
  {
    name: "what is left of a lead's time is said where it lies, and ages go on while nobody touches the page",
    token: null,
    run: async (reader, server) => {
      const { page } = reader;
      await withTimeLimit(server);
      const lead = await server.lead(large("L-1"));
      await addUser(server, "sven", ["seller"], lead.owner.id);
      await page.clock.install();
      await signIn(reader, "sven", "/");
      const line = page.getByRole("region", { name: "My leads" }).getByRole("link", { name: /Ada Gross L-1/ });
      await line.getByText("1 h left").waitFor();
      assert.equal(await page.getByRole("region", { name: "My leads" }).getByRole("listitem").first().getByText("Ada Gross L-1").count(), 1, "the least time first");
      await page.clock.fastForward("01:15:00");
      await line.getByText(/^4\d min left$/).waitFor();
      await line.getByText("1 hr. ago").waitFor();
      await line.click();
      await page.locator(".standing").getByText(/^4\d min left$/).waitFor();
      await page.clock.fastForward("02:00:00");
      await page.locator(".standing .badge.bad").getByText("1 h late").waitFor();
      assert.deepEqual(await violations(page), []);
    },
  },
  {
    name: "a link to a question or a file shows it to whoever opens it, and an id is copied whole",
    run: async (reader, server) => {
      const { page } = reader;
      const { items } = await server.call("GET", "/v1/leads?status=routed&rule=enterprise&limit=1");
      await reader.go(`/console/leads/${items[0].lead_id}/why?why_not=partner-desk`);
      await page.locator("p.told").waitFor();
      assert.equal(await page.getByRole("combobox", { name: "What would have had to differ?" }).inputValue(), "partner-desk");
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      const id = page.locator(".standing .id");
      assert.match(await id.textContent(), /^lead_….{8}$/);
      await id.getByRole("button", { name: "Copy the whole id" }).click();
      await id.getByRole("button", { name: "Copied" }).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), items[0].lead_id);
      // Whoever a link chose is chosen, also where the list came before the people did.
      await page.route("**/v1/people", async (route) => {
        await page.locator("tbody .cell-link").first().waitFor();
        await route.continue();
      });
      await reader.go(`/console/leads?owner=${items[0].owner.id}`);
      assert.equal(await page.getByRole("combobox", { name: "Owner" }).evaluate((select) => select.selectedOptions[0].textContent), items[0].owner.name);
      await page.unroute("**/v1/people");
      await reader.go("/console/policies/active/files");
      await reader.button("tables/named-accounts.csv").click();
      await page.waitForURL(/file=tables%2Fnamed-accounts.csv/);
      await page.reload();
      await page.getByRole("textbox", { name: "domain, row 1", exact: true }).waitFor();
    },
  },
  {
    name: "who opens a lead from the foot of a list is at its top and Tab goes on in it, its tabs leave them where they are, and back goes back",
    run: async (reader) => {
      const { page } = reader;
      const scrolled = () => page.evaluate(() => Math.round(window.scrollY));
      await reader.go("/console/leads?status=routed");
      const last = page.locator("tbody .cell-link").last();
      await last.focus();
      const from = await scrolled();
      assert.ok(from > 400, `${from}`);
      await page.keyboard.press("Enter");
      await page.locator(".standing").waitFor();
      assert.equal(await scrolled(), 0);
      assert.equal(await page.evaluate(() => document.activeElement.id), "content");
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => document.getElementById("content").contains(document.activeElement)));
      await reader.settled();
      await page.evaluate(() => window.scrollTo(0, 120));
      await page.getByRole("link", { name: "Why", exact: true }).click();
      await reader.settled();
      assert.ok((await scrolled()) > 0, "a tab is on the same page");
      await page.goBack();
      await page.goBack();
      await last.waitFor();
      await page.waitForFunction(() => window.scrollY > 400);
    },
  },
  {
    name: "on a phone leads and requests of the lists are cards with all of them in sight",
    person: approver,
    width: 390,
    height: 844,
    run: async (reader, server) => {
      const { page } = reader;
      await furnishedDesk(server);
      for (const path of ["/console/leads", "/console/desk?status=all"]) {
        await reader.go(path);
        const table = page.locator(".table-box");
        assert.equal(await table.evaluate((box) => box.scrollWidth > box.clientWidth), false, path);
        const shown = await page.locator("tbody tr").first().locator("td:visible").all();
        for (const cell of shown) assert.equal(await cell.evaluate((one) => one.scrollWidth > one.clientWidth + 1), false, path);
      }
    },
  },
  {
    name: "on a phone every cell of a silent trial's leads is in sight and says what it is, and a lead's way is a list",
    person: approver,
    width: 390,
    height: 844,
    run: async (reader, server) => {
      const { page } = reader;
      await reader.go(`/console/policies/${await furnishedPolicies(server)}/stage`);
      const table = page.getByRole("group", { name: "Silent trial beside the active policy" });
      const row = table.getByRole("row").nth(1);
      for (const cell of await row.locator("td").all()) {
        const { x, width } = await cell.boundingBox();
        assert.ok(x >= 0 && x + width <= 390, `${x} and ${width} wide`);
      }
      const labels = await row.locator("td").evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell, "::before").content));
      assert.deepEqual(labels.slice(1), ['"Went to"', '"Would go to"', '"By"', '"When"']);
      assert.equal(await table.evaluate((box) => box.scrollWidth > box.clientWidth), false);
      assert.deepEqual(await violations(page), []);
      await row.getByRole("link").click();
      const way = page.getByRole("list", { name: /^Steps of the policy fennmark-inbound in order/ });
      await way.locator(".lit .flow-to").waitFor();
      assert.ok((await way.locator(".passed").count()) > 0);
      assert.equal(await way.locator(".dim").count(), 0, "what came after the decision is left out");
    },
  },
];
