// From an edit to a version that decides, and back.
import assert from "node:assert/strict";
import { conditionOf, conditionText, spanAt } from "../../console/src/pages/policies/condition.ts";
import { violations } from "./axe.mjs";

const tried = (number) => ({ source: "web_form", last_name: "Brandt", company: `Probe ${number} GmbH`, country: "DE", employees: 80, consent: "given", external_id: `T-${number}`, email: `t@probe-${number}.example` });
const editor = (page) => page.getByRole("textbox", { name: "Text of policy.yaml" });

export const tests = [
  {
    name: "a policy is edited, its error seen and mended, compared, published and rolled back",
    run: async (reader) => {
      const { page } = reader;
      await reader.go("/console/policies/active/files");
      await reader.sees("This compiles, and nothing is wrong with it");
      const before = await editor(page).inputValue();
      await editor(page).fill(before.replace("assign: {pool: enterprise}", "assign: {pool: enterprize}"));
      await reader.sees("This does not compile: 1 error");
      await reader.sees(/enterprize/);
      await reader.button(/policy.yaml, line \d+/, false).click();
      const line = await editor(page).evaluate((area) => area.value.slice(0, area.selectionStart).split("\n").length);
      assert.match(before.split("\n")[line - 1], /enterprise/);

      // Its tests run on what is written here: one expects what is not so any more, and says what came instead.
      const tests = page.getByRole("region", { name: "Tests of your changes" });
      await editor(page).fill(before.replace("lead.employees: 1000..", "lead.employees: 2000.."));
      await page.getByRole("link", { name: "Tests", exact: true }).click();
      await tests.getByText("5 passed, 1 failed").waitFor();
      const failed = tests.getByRole("group").filter({ hasText: "a large company goes to the enterprise team" });
      await failed.getByRole("row", { name: /^rule enterprise territory otherwise$/ }).waitFor();
      await failed.getByText(/^rule enterprise does not match: .*lead.employees >= 2000$/).waitFor();
      assert.deepEqual(await violations(page), []);

      await page.getByRole("link", { name: "Files" }).click();
      await editor(page).fill(before.replace("lead.employees: 1000..", "lead.employees: 500.."));
      await reader.sees("This compiles, and nothing is wrong with it");
      await page.getByRole("link", { name: "Tests", exact: true }).click();
      await tests.getByText("6 passed").waitFor();
      await reader.button("Run the tests").click();
      await tests.getByText("6 passed").waitFor();
      await page.getByRole("link", { name: "What would change" }).click();
      await reader.button("Compare with the active policy over the history").click();
      await reader.sees(/^\d[\d,]* of [\d,]+ leads would go elsewhere$/);
      await page.locator(".recharts-bar-rectangle").first().waitFor();
      const owners = page.getByRole("region", { name: "Leads by owner" });
      await owners.getByText("The same as a table").click();
      await owners.getByRole("row").nth(1).waitFor();

      await page.getByRole("link", { name: "Publish and stages" }).click();
      await reader.button("Publish").click();
      await page.getByRole("dialog").getByText(/^It decides every lead that comes from now on/).waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
      await page.getByRole("navigation", { name: "Versions" }).getByRole("link").nth(1).waitFor();
      const versions = page.getByRole("navigation", { name: "Versions" }).getByRole("listitem");
      assert.match(await versions.first().textContent(), /active/);
      await reader.button("Roll back to the version before").click();
      await page.getByRole("dialog").getByRole("button", { name: "Roll back to the version before" }).click();
      await versions.last().getByText("active").waitFor();
    },
  },
  {
    name: "a version is tried in silence, then on a share of the leads",
    run: async (reader, server) => {
      const { page } = reader;
      await reader.go("/console/policies/active/files");
      const before = await editor(page).inputValue();
      await editor(page).fill(before.replace("lead.employees: 1000..", "lead.employees: 700.."));
      await page.getByRole("link", { name: "Publish and stages" }).click();
      await page.getByLabel("Publish my changes as").selectOption("shadow");
      await reader.button("Publish").click();
      await page.getByRole("navigation", { name: "Versions" }).getByText("silent trial").waitFor();
      await page.getByRole("region", { name: "Silent trial beside the active policy" }).getByText("No lead came yet while it was tried").waitFor();
      // Leads that it would give to others are drawn by what was done with them and by whom they went to, with a table each.
      await server.lead({ ...tried(0), employees: 800 });
      await server.lead(tried(1));
      await page.reload();
      const outcomes = page.getByRole("region", { name: "What was done with the leads" });
      await outcomes.getByRole("img", { name: /^What was done with the leads: bars/ }).locator(".recharts-bar-rectangle").first().waitFor();
      await outcomes.getByText("The same as a table").click();
      await outcomes.getByRole("row", { name: /^given to somebody 2 2$/ }).waitFor();
      await page.getByRole("region", { name: "Leads by owner" }).getByRole("img", { name: /^Leads by owner: bars/ }).waitFor();
      await reader.sees("1 of 2 leads would go elsewhere");
      assert.deepEqual(await violations(page), []);
      await page.getByRole("combobox", { name: "To", exact: true }).selectOption("canary");
      await page.getByRole("textbox", { name: "Share of the leads" }).fill("50%");
      await reader.button("Move").click();
      await page.getByRole("navigation", { name: "Versions" }).getByText("trial on 50 %").waitFor();
      const beside = page.getByRole("region", { name: "Beside the active policy", exact: true });
      await beside.getByText("This version decided no lead yet.").waitFor();
      let versions;
      const decided = () => versions.find((version) => version.stage === "canary").counts.decided;
      for (let number = 2; number < 40; number++) {
        await server.lead({ ...tried(number), consent: "unknown" });
        ({ versions } = await server.call("GET", "/v1/policies"));
        if (decided() > 0) break;
      }
      await page.reload();
      await beside.getByRole("img", { name: /bars of/ }).locator(".recharts-bar-rectangle").first().waitFor({ state: "attached" });
      await beside.getByText("The same as a table").click();
      await beside.getByRole("row", { name: /^Held [0-9.]+ % [1-9]/ }).waitFor();
      assert.deepEqual(versions.map((version) => version.stage).sort().slice(0, 2), ["active", "canary"]);
    },
  },
  {
    name: "a table is edited like a spreadsheet",
    run: async (reader) => {
      const { page } = reader;
      await reader.go("/console/policies/active/files");
      await reader.button("tables/named-accounts.csv").click();
      const cell = page.getByRole("textbox", { name: "domain, row 1", exact: true });
      await cell.fill("changed.example");
      await page.keyboard.press("Enter");
      assert.equal(await page.getByRole("textbox", { name: "domain, row 2", exact: true }).evaluate((input) => document.activeElement === input), true);
      await reader.sees("You have changes here");
      await reader.button("As text").click();
      assert.match(await page.getByRole("textbox", { name: "Text of tables/named-accounts.csv" }).inputValue(), /,changed\.example,/);
      await reader.button("Drop my changes").click();
      assert.doesNotMatch(await page.getByRole("textbox", { name: "Text of tables/named-accounts.csv" }).inputValue(), /changed\.example/);
    },
  },
  {
    name: "cells of a table are chosen, copied, pasted from a spreadsheet, filled down and taken back by keys",
    run: async (reader) => {
      const { page } = reader;
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      await reader.go("/console/policies/active/files?file=tables%2Fnamed-accounts.csv");
      const cell = (row, column = "domain") => page.getByRole("textbox", { name: `${column}, row ${row}`, exact: true });
      const value = (row, column) => cell(row, column).inputValue();
      const rows = page.locator(".grid-editor tbody tr");
      const [count, first, second] = [await rows.count(), await value(1), await value(2)];
      const put = (text) => page.evaluate((what) => navigator.clipboard.writeText(what), text);

      // As a spreadsheet puts it: tabs, lines that end in CR LF, a quoted cell.
      await put('one.example\tperson:a\r\n"two ""2"".example"\tperson:b\r\n');
      await cell(1).focus();
      await page.keyboard.press("Control+v");
      await page.getByText("4 cells pasted.", { exact: true }).waitFor();
      assert.deepEqual([await value(1), await value(2)], ["one.example", 'two "2".example']);
      assert.equal(await page.locator("td[data-chosen]").count(), 4);
      await page.keyboard.press("Control+z");
      await page.getByText("Undone.", { exact: true }).waitFor();
      assert.deepEqual([await value(1), await value(2)], [first, second]);
      await page.keyboard.press("Control+Shift+z");
      assert.equal(await value(1), "one.example");

      await cell(1).click();
      await page.keyboard.press("Shift+ArrowDown");
      await page.keyboard.press("Shift+ArrowDown");
      await page.keyboard.press("Control+d");
      await page.getByText("2 cells filled.", { exact: true }).waitFor();
      assert.deepEqual([await value(2), await value(3)], ["one.example", "one.example"]);
      await page.keyboard.press("Control+c");
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "one.example\none.example\none.example");

      // Where it reaches below the last row, rows are added; what lies beyond the last column is said.
      await cell(count).focus();
      await put(`last.example\nmore.example${"\tx".repeat(20)}`);
      await page.keyboard.press("Control+v");
      await page.getByText(/no place in this table and were left out/).waitFor();
      assert.equal(await rows.count(), count + 1);
      assert.equal(await value(count + 1), "more.example");
      await reader.button("Undo").click();
      assert.equal(await rows.count(), count);
      assert.equal(await cell(count).evaluate((input) => document.activeElement === input), true, "who took back goes on where they were");
      await reader.button("Remove the row").click();
      assert.equal(await rows.count(), count - 1);
      assert.deepEqual(await violations(page), []);
      while (await reader.button("Undo").isEnabled()) await reader.button("Undo").click();
      assert.deepEqual([await value(1), await value(2), await rows.count()], [first, second, count]);
      assert.equal(await page.getByText("You have changes here").count(), 0, "all was taken back");
    },
  },
  {
    name: "a condition is built from attributes that there are, its errors said at once, and written in the short form",
    run: async (reader, server) => {
      const { page } = reader;
      await reader.go("/console/policies/active/files");
      await editor(page).evaluate((area) => area.setSelectionRange(area.value.indexOf("1000.."), area.value.indexOf("1000..")));
      await reader.button("Build a condition").click();
      const dialog = page.getByRole("dialog");
      const rows = dialog.locator(".test-row");
      assert.equal(await rows.first().getByLabel("Attribute").inputValue(), "lead.employees");
      assert.equal(await rows.first().getByRole("combobox", { name: "How" }).inputValue(), "least");
      await rows.first().getByLabel("Value").fill("many");
      await dialog.getByText("lead.employees is a whole number.").waitFor();
      assert.equal(await dialog.getByRole("button", { name: "Write it" }).isDisabled(), true);
      await rows.first().getByLabel("Value").fill("400");
      await dialog.getByRole("button", { name: "And", exact: true }).click();
      await rows.nth(1).getByLabel("Attribute").fill("lead.contry");
      await dialog.getByText("No attribute is called lead.contry.").waitFor();
      await rows.nth(1).getByLabel("Attribute").fill("lead.country");
      await rows.nth(1).getByLabel("Value").fill("DE, AT");
      await dialog.getByText("{lead.employees: 400.., lead.country: [DE, AT]}").waitFor();
      await dialog.getByRole("button", { name: "Or something else" }).click();
      await rows.nth(2).getByLabel("Attribute").fill("lead.free_mail");
      assert.deepEqual(await rows.nth(2).getByRole("combobox", { name: "How" }).locator("option").allTextContents(), ["is true", "is false", "is known", "is missing"]);
      assert.deepEqual(await violations(page), []);
      await dialog.getByRole("button", { name: "Write it" }).click();
      const written = await editor(page).inputValue();
      assert.ok(written.includes("    when: {any: [{lead.employees: 400.., lead.country: [DE, AT]}, {lead.free_mail: true}]}\n"), written);
      await reader.sees("This compiles");
      const { policy_version } = await server.call("POST", "/v1/policies/check", { files: { ...(await server.call("GET", "/v1/policies/active/files")).files, "policy.yaml": written } });
      assert.notEqual(policy_version, null);
      await reader.button("Drop my changes").click();
    },
  },
  {
    name: "the condition builder writes back what it reads, and leaves alone what it cannot show",
    run: async () => {
      const types = { "lead.employees": "integer", "lead.free_mail": "boolean" };
      const typeOf = (name) => types[name] ?? "text";
      const kept = [
        "{lead.country: DE}",
        "{lead.country: [DE, AT, CH]}",
        "{lead.employees: 50..999}",
        "{lead.employees: 1000.., lead.free_mail: false}",
        "{lead.employees: ..49}",
        "{lead.employees: [5, 7..9]}",
        "{lead.employees: {not: 50..999}}",
        "{lead.industry: {not: [gambling, tobacco]}}",
        '{lead.postal_code: {starts: ["80", "81"]}}',
        "{lead.domain: {known: false}}",
        "{any: [{lead.country: DE, lead.free_mail: true}, {lead.source: partner}]}",
      ];
      for (const text of kept) assert.equal(conditionText(conditionOf(text, typeOf) ?? [], typeOf), text);
      // A word of YAML's own, a number and a sign of it stay the text that they are.
      assert.equal(conditionText([[{ attribute: "lead.city", operator: "is", value: "no, 12, a: b, O'Brien", upTo: "" }]], typeOf), `{lead.city: ["no", "12", "a: b", O'Brien]}`);
      for (const text of ["{}", "{lead.country: }", "{lead.country: [DE", "{a: {not: x, starts: y}}", '{a: "b, c"}', '{a: "b\\"c"}', "{a: b, a: c}", "lead.score > 5"]) assert.equal(conditionOf(text, typeOf), null, text);
      const line = "  - {name: x, when: {lead.city: [O'Brien, \"}\"]}, queue: y}\n";
      const span = spanAt(line, 5);
      assert.equal(line.slice(span.from, span.to), "{lead.city: [O'Brien, \"}\"]}");
      assert.equal(spanAt("when: 'a > 5'\n", 3), null);
    },
  },
];
