// Long pages on a phone: what is many is short, what is folded opens, and nothing lies beside the page. And odd addresses.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { approver, furnishedDesk } from "./desk.mjs";

const phone = { person: approver, width: 390, height: 844 };
/** A row of a list that is looked through, in pixels: four lines or five of them. */
const shortRow = 130;
/** A row of short cells: four lines at most. */
const shortLines = 100;

async function heightsOf(rows) {
  return rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
}

export const tests = [
  {
    name: "on a phone a pool shows who is there and folds the others away, each with its figures in two lines",
    ...phone,
    run: async (reader, server) => {
      const { page } = reader;
      const { pools } = await server.call("GET", "/v1/pools");
      const [pool] = pools.toSorted((one, other) => other.members.length - one.members.length);
      assert.ok(pool.members.length > 9);
      await reader.go(`/console/pools/${pool.id}`);
      const members = page.getByRole("group", { name: "Members" });
      const rows = members.locator("tbody tr");
      assert.equal(await rows.count(), 6);
      const there = await rows.locator(".badge.good").count();
      assert.equal(there, Math.min(6, pool.members.filter((member) => member.available).length), "who is there stands first");
      for (const height of await heightsOf(rows)) assert.ok(height <= shortRow, `${height}`);
      assert.equal(await members.evaluate((box) => box.scrollWidth > box.clientWidth), false);
      await page.getByRole("region", { name: "Members" }).getByRole("button", { name: `Show all ${pool.members.length}` }).click();
      assert.equal(await rows.count(), pool.members.length);
      assert.deepEqual(await violations(page), []);
    },
  },
  {
    name: "a pool shows all of its members on a desk",
    run: async (reader, server) => {
      const { pools } = await server.call("GET", "/v1/pools");
      const [pool] = pools.toSorted((one, other) => other.members.length - one.members.length);
      await reader.go(`/console/pools/${pool.id}`);
      assert.equal(await reader.page.getByRole("group", { name: "Members" }).locator("tbody tr").count(), pool.members.length);
    },
  },
  {
    name: "on a phone leads of a queue are short cards that say what each waits for, and all of them can be chosen",
    ...phone,
    run: async (reader) => {
      const { page } = reader;
      for (const queue of ["held", "unassigned"]) {
        await reader.go(`/console/queues/${queue}`);
        const table = page.getByRole("region", { name: "Leads of this queue, the oldest first" });
        const rows = table.locator("tbody tr");
        assert.ok((await rows.count()) > 10);
        for (const height of await heightsOf(rows)) assert.ok(height <= shortRow, `${queue}: ${height}`);
        assert.equal(await table.evaluate((box) => box.scrollWidth > box.clientWidth), false, queue);
        const { x, width } = await rows.first().locator(".waits").first().boundingBox();
        assert.ok(x >= 0 && x + width <= 390, `${x} and ${width} wide`);
        await page.getByText("Select all shown").click();
        assert.equal(await rows.getByRole("checkbox", { checked: true }).count(), await rows.count());
      }
      assert.deepEqual(await violations(page), []);
    },
  },
  {
    name: "on a phone rows of long lists are short, whole, and say nothing of what they have not",
    ...phone,
    run: async (reader, server) => {
      const { page } = reader;
      await furnishedDesk(server);
      for (const path of ["/console/audit?search=1&type=OwnerAssigned", "/console/admin/people", "/console/admin/readings", "/console/reports/rules/records?days=7&figure=decisions", "/console/reports/turns?days=7", "/console/policies/watch"]) {
        await reader.go(path);
        const rows = page.locator(".lines tbody tr");
        assert.ok((await rows.count()) > 0, path);
        for (const height of await heightsOf(rows)) assert.ok(height <= shortLines, `${path}: ${height}`);
        const beside = await page.locator(".lines td").evaluateAll((cells) => cells.filter((cell) => cell.getBoundingClientRect().right > window.innerWidth).map((cell) => cell.textContent));
        assert.deepEqual(beside, [], path);
        assert.equal(await page.locator(".lines td:empty:visible").count(), 0, path);
      }
    },
  },
  {
    name: "on a phone a large count of notices leaves the menu alone",
    ...phone,
    run: async (reader) => {
      const { page } = reader;
      await page.route("**/v1/notices?*", async (route) => {
        const answer = await route.fetch();
        const found = await answer.json();
        await route.fulfill({ response: answer, json: { ...found, unread: 412 } });
      });
      await reader.go("/");
      const count = await page.locator(".bell-count").boundingBox();
      const menu = await reader.button("Menu").boundingBox();
      assert.ok(count.x + count.width <= menu.x, `${count.x} and ${count.width} wide, the menu at ${menu.x}`);
    },
  },
  {
    name: "pages keep their place while what is on them comes",
    run: async (reader) => {
      const { page } = reader;
      await page.addInitScript(() => {
        window.moved = 0;
        const seen = (list) => list.getEntries().forEach((entry) => (window.moved += entry.hadRecentInput ? 0 : entry.value));
        new PerformanceObserver(seen).observe({ type: "layout-shift", buffered: true });
      });
      for (const path of ["/", "/console/leads", "/console/queues/unassigned", "/console/pools", "/console/policies", "/console/reports/overview?days=7"]) {
        await reader.go(path);
        const moved = await page.evaluate(() => window.moved);
        assert.ok(moved < 0.1, `${path} moved ${moved}`);
      }
    },
  },
  {
    name: "an event is looked for by what people call it, and by what the log calls it",
    run: async (reader) => {
      const { page } = reader;
      await reader.go("/console/audit?search=1&type=OwnerAssigned");
      const field = page.getByRole("combobox", { name: "What happened" });
      assert.equal(await field.inputValue(), "Owner assigned");
      assert.equal(await field.evaluate((input) => input.scrollWidth > input.clientWidth), false);
      for (const said of ["Lead received", "LeadReceived"]) {
        await field.fill(said);
        await page.getByRole("button", { name: "Search", exact: true }).last().click();
        await page.waitForURL(/type=LeadReceived/);
        await reader.settled();
        assert.equal(await page.locator("tbody tr td").first().textContent(), "Lead received");
      }
    },
  },
  {
    name: "an address of the console that is mistyped shows the console, and that there is no such page",
    run: async (reader) => {
      const { page } = reader;
      await reader.go("/console/");
      await page.getByRole("heading", { name: "Today", level: 1 }).waitFor();
      await reader.go("/console/leads/");
      await page.getByRole("heading", { name: "Leads", level: 1 }).waitFor();
      for (const path of ["/console/nothing", "/console/%zz", "/console/a/b/c/d/e", "/console/leads/one/why/more/"]) {
        await reader.go(path);
        await page.getByRole("heading", { name: "There is no such page", level: 1 }).waitFor();
        await page.getByRole("link", { name: "Go to Today" }).waitFor();
      }
    },
  },
];
