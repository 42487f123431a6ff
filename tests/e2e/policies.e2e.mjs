// From an edit to a version that decides, and back.
import assert from "node:assert/strict";

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
      await page.getByRole("combobox", { name: "To", exact: true }).selectOption("canary");
      await page.getByRole("textbox", { name: "Share of the leads" }).fill("10%");
      await reader.button("Move").click();
      await page.getByRole("navigation", { name: "Versions" }).getByText("trial on 10%").waitFor();
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
];
