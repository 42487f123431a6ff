// How readers set their systems: few colours, no movement, another zone; and what is said to those who hear the page.
import assert from "node:assert/strict";
import { approver, furnishedDesk } from "./desk.mjs";

const zone = "America/New_York";

export const tests = [
  {
    name: "with the reader's own few colours what is chosen, pressed and said by colour still shows",
    person: approver,
    more: { forcedColors: "active" },
    run: async (reader) => {
      const { page } = reader;
      await reader.go("/console/queues/unassigned");
      const drawn = (locator, name) => locator.first().evaluate((one, what) => getComputedStyle(one)[what], name);
      assert.equal(await page.evaluate(() => matchMedia("(forced-colors: active)").matches), true);
      assert.equal(await drawn(page.locator(".nav-link[aria-current=page]"), "outlineStyle"), "solid");
      assert.equal(await drawn(page.locator(".side-list [aria-current=page]"), "outlineStyle"), "solid");
      assert.equal(await drawn(page.locator(".badge"), "borderTopStyle"), "solid");
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "solid");
      await reader.go("/console/policies/active/files");
      assert.equal(await drawn(page.locator(".button[aria-pressed=true]"), "outlineStyle"), "solid");
    },
  },
  {
    name: "nothing moves by itself where the system asks for that, and only placeholders where it does not",
    run: async (reader) => {
      const { page } = reader;
      await page.route("**/v1/leads?*", () => undefined);
      const moving = async () => {
        await page.goto(`${reader.server.base}/console/leads`);
        await page.locator(".loading-row").first().waitFor();
        return page.evaluate(() => document.getAnimations().map((one) => one.effect.target.className));
      };
      assert.deepEqual(await moving(), []);
      await page.emulateMedia({ reducedMotion: "no-preference" });
      assert.deepEqual([...new Set(await moving())], ["loading-row"]);
    },
  },
  {
    name: "moments are said in the reader's zone, and a day that they filter by is theirs",
    more: { timezoneId: zone, locale: "en-US" },
    run: async (reader, server) => {
      const { page } = reader;
      const { items } = await server.call("GET", "/v1/leads?status=routed&limit=1");
      await reader.go(`/console/leads/${items[0].lead_id}`);
      const said = await page.locator("time").evaluateAll((all) => all.map((one) => one.title));
      assert.ok(said.length > 1);
      assert.deepEqual(said.filter((title) => !/ E[SD]T$/.test(title)), []);
      const asked = page.waitForRequest(/\/v1\/leads\?.*since=/);
      await reader.go("/console/leads?since=2026-01-15");
      // Midnight in New York, where it is five hours later in Greenwich.
      assert.equal(new URL((await asked).url()).searchParams.get("since"), "2026-01-15T05:00:00.000Z");
    },
  },
  {
    name: "what comes of an action, of a filter and of a search is said to those who hear the page",
    person: approver,
    run: async (reader, server) => {
      const { page } = reader;
      await furnishedDesk(server);
      // A region is there before it speaks, or nobody hears what it says first.
      const speaks = (text) => page.locator("[role=status], [role=alert], [aria-live]").filter({ hasText: text }).first().waitFor();
      await reader.go("/console/leads");
      await speaks(/^50 shown$/);
      const [file] = await Promise.all([page.waitForEvent("download"), (await reader.go("/console/leads?status=held"), reader.button("Export CSV").click())]);
      assert.equal(file.suggestedFilename(), "leads.csv");
      await speaks(/^\d+ leads exported\.$/);
      await page.getByRole("combobox", { name: "Owner" }).selectOption({ index: 1 });
      await speaks("No lead fits");
      await reader.go("/?of=nobody%40nowhere.example");
      await speaks("Nothing with this name is known here.");
      await reader.go("/console/desk?status=Rejected");
      await speaks(/no request|none|nothing/i);
      await reader.go("/console/audit?search=1&lead=lead_missing");
      await speaks(/./);
    },
  },
];
