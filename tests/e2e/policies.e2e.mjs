// From an edit to a version that decides, and back.
import assert from "node:assert/strict";
import { conditionOf, conditionText, spanAt } from "../../console/src/pages/policies/condition.ts";
import { violations } from "./axe.mjs";

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

      await editor(page).fill(before.replace("lead.employees: 1000..", "lead.employees: 400.."));
      await reader.sees("This compiles, and nothing is wrong with it");
      await page.getByRole("link", { name: "What would change" }).click();
      await reader.button("Compare with the active policy over the history").click();
      await reader.sees(/^\d[\d,]* of [\d,]+ leads would go elsewhere$/);
      await page.locator(".recharts-bar-rectangle").first().waitFor();

      await page.getByRole("link", { name: "Publish and stages" }).click();
      await reader.button("Publish").click();
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
      await page.getByRole("combobox", { name: "To", exact: true }).selectOption("canary");
      await page.getByRole("textbox", { name: "Share of the leads" }).fill("10%");
      await reader.button("Move").click();
      await page.getByRole("navigation", { name: "Versions" }).getByText("trial on 10%").waitFor();
      await page.getByRole("region", { name: "Beside the active policy", exact: true }).getByRole("row", { name: /^Decided/ }).waitFor();
      const { versions } = await server.call("GET", "/v1/policies");
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
