// Where the focus is after what had it went: rows that their action took away, dialogs, buttons that wait.
import assert from "node:assert/strict";
import { addUser, signIn } from "./desk.mjs";

/** What has the focus, and whether it is the page itself, which is nowhere. */
const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at === document.body ? "nowhere" : `${at.tagName.toLowerCase()} ${(at.getAttribute("aria-label") ?? at.textContent ?? "").trim().slice(0, 60)}`;
  });

async function leadFor(server, number) {
  const lead = { source: "web_form", first_name: "Ada", last_name: `Focus ${number}`, company: `Focus ${number} GmbH`, industry: "manufacturing", country: "DE", employees: 80, consent: "given", external_id: `F-${number}`, email: `ada@focus-${number}.example` };
  return server.lead(lead);
}

export const tests = [
  {
    name: "who closes a dialog is where they opened it, by Escape, by its button and by what it does",
    run: async (reader, server) => {
      const { page } = reader;
      const lead = await leadFor(server, 1);
      await reader.go(`/console/leads/${lead.lead_id}`);
      const opener = reader.button("Hand over");
      for (const close of [() => page.keyboard.press("Escape"), () => page.getByRole("dialog").getByRole("button", { name: "Close" }).click()]) {
        await opener.focus();
        await page.keyboard.press("Enter");
        await page.getByRole("dialog").waitFor();
        assert.match(await focused(page), /^(select|input)/, "what is to be filled in comes first");
        await close();
        assert.equal(await focused(page), "button Hand over");
      }
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Search and commands" }).waitFor();
      await page.keyboard.press("Escape");
      assert.equal(await focused(page), "button Hand over");
    },
  },
  {
    name: "who acts on leads of a queue by keys goes on in the queue, also where all that was chosen left it",
    run: async (reader, server) => {
      const { page } = reader;
      await reader.go("/console/queues/unassigned");
      const table = page.getByRole("region", { name: "Leads of this queue, the oldest first" });
      await table.locator("tbody").getByRole("checkbox").first().focus();
      await page.keyboard.press("Space");
      await reader.button("Route again").first().focus();
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("combobox", { name: "Queue" }).selectOption("unrouted").catch(() => undefined);
      await dialog.getByRole("button", { name: "See what it would do" }).focus();
      await page.keyboard.press("Enter");
      await dialog.getByRole("button", { name: /^Do it for/ }).waitFor();
      assert.match(await focused(page), /^(?!nowhere)/, "the button that looked is gone");
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      assert.notEqual(await focused(page), "nowhere");
      assert.equal(await page.evaluate(() => document.getElementById("content").contains(document.activeElement)), true);
    },
  },
  {
    name: "who accepts a lead in the list of notices by keys stays at that notice, and on no other button",
    token: null,
    run: async (reader, server) => {
      const { page } = reader;
      const lead = await leadFor(server, 2);
      await addUser(server, "focused", ["seller"], lead.owner.id);
      await signIn(reader, "focused", "/console/notices");
      const notice = page.getByRole("listitem").filter({ hasText: "Focus 2" }).first();
      await notice.getByRole("button", { name: "Accept", exact: true }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("status").filter({ hasText: /accepted/i }).first().waitFor();
      await notice.getByRole("button", { name: "Accept", exact: true }).waitFor({ state: "detached" });
      await reader.settled();
      assert.match(await focused(page), /^a .*Focus 2/);
      // Of the unread the row goes altogether.
      await leadFor(server, 3);
      await reader.go("/console/notices?unread=1");
      const rows = page.getByRole("list", { name: "Notices, the newest first" }).getByRole("listitem");
      const first = await rows.first().getByRole("heading").textContent();
      await rows.first().getByRole("button", { name: "Mark as read" }).focus();
      await page.keyboard.press("Enter");
      await page.waitForFunction((title) => document.querySelector(".notices > li h2").textContent !== title, first);
      assert.match(await focused(page), /^a /, "the notice that took its place, by its link");
    },
  },
];
