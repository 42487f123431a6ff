// Of every page: WCAG 2.2 AA by axe in light and dark, no sideways scrolling on a phone, a heading and a title.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pagesOf } from "./pages.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violations(page) {
  // Through the debugger, because the content policy lets no foreign script in.
  await page.evaluate(axe);
  const found = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), rules);
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
}

async function everyPage(reader, server, check) {
  const faults = [];
  for (const [name, path] of await pagesOf(server)) {
    await reader.go(path);
    faults.push(...(await check(name)).map((fault) => `${name}: ${fault}`));
  }
  assert.deepEqual(faults, []);
}

const accessible = (theme) => ({
  name: `every page is accessible in ${theme}`,
  theme,
  run: (reader, server) => everyPage(reader, server, () => violations(reader.page)),
});

export const tests = [
  accessible("light"),
  accessible("dark"),
  {
    name: "no page scrolls sideways at 390 px",
    width: 390,
    height: 844,
    run: (reader, server) =>
      everyPage(reader, server, async () => {
        const wide = await reader.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        return wide > 0 ? [`${wide} px too wide`] : [];
      }),
  },
  {
    name: "every page has one heading and a title of its own",
    run: (reader, server) =>
      everyPage(reader, server, async (name) => {
        const heads = await reader.page.locator("h1").count();
        const title = await reader.page.title();
        return [...(heads === 1 ? [] : [`${heads} headings`]), ...(/^.+ · Signalbox$/.test(title) ? [] : [`title ${title} of ${name}`])];
      }),
  },
  {
    // How long the first paint takes is printed, not asserted: it is the machine's load as much as ours.
    name: "sign-in is accessible, and paints",
    token: null,
    run: async (reader) => {
      await reader.go("/");
      assert.deepEqual(await violations(reader.page), []);
      const paint = await reader.page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
      console.log(`        first contentful paint ${Math.round(paint)} ms`);
    },
  },
];
