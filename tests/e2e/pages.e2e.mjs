// Of every page: WCAG 2.2 AA by axe in light and dark, no sideways scrolling on a phone and at a zoom of 200 and 400 %, nothing
// that jumps, a heading and a title.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { Reader } from "./browser.mjs";
import { approver } from "./desk.mjs";
import { pagesOf } from "./pages.mjs";

// Up to 0.1 counts as good, and from 0.25 on as poor (https://web.dev/articles/cls); where the window is small the same step is a
// larger part of it, and how many steps there are depends on which answer comes first.
const mostMoved = (width) => (width >= 1280 ? 0.1 : 0.25);

// Before any script of the page, so that no movement is missed.
function watchMoves() {
  window.moved = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.moved += entry.hadRecentInput ? 0 : entry.value))).observe({ type: "layout-shift", buffered: true });
}

/** In two tabs at once, each with half of the pages: one draws while the other is asked. */
async function everyPage(reader, server, how, both) {
  const wanted = (await pagesOf(server)).filter(([, , twice]) => both || !twice);
  const faults = [];
  const look = async (tab) => {
    await tab.page.addInitScript(watchMoves);
    for (let page = wanted.shift(); page !== undefined; page = wanted.shift()) {
      const [name, path] = page;
      await tab.go(path);
      faults.push(...(await faultsOf(tab.page)).map((fault) => `${name}: ${fault}`));
    }
  };
  const second = await Reader.open(reader.context.browser(), server, how);
  await Promise.all([look(reader), look(second)]);
  await second.close();
  assert.deepEqual(faults, []);
}

async function faultsOf(page) {
  const { wide, heads, moved, window } = await page.evaluate(() => ({ moved: window.moved, window: window.innerWidth, wide: document.documentElement.scrollWidth - window.innerWidth, heads: document.querySelectorAll("h1").length }));
  const title = await page.title();
  return [
    ...(await violations(page)),
    ...(wide > 0 ? [`${wide} px too wide`] : []),
    ...(moved < mostMoved(window) ? [] : [`moves by ${moved.toFixed(3)}`]),
    ...(heads === 1 ? [] : [`${heads} headings`]),
    ...(/^.+ · Signalbox$/.test(title) ? [] : [`the title ${title}`]),
  ];
}

/** In the layout pixels of a window of 1280 by 1024 at that zoom (WCAG 1.4.10). */
const zoomed = (percent) => [1280 / (percent / 100), 1024 / (percent / 100)];

const everywhere = (theme, width, height) => {
  const how = { theme, person: approver, width, height };
  return {
    name: `every page is accessible, fits and has a title in ${theme} at ${width} px`,
    ...how,
    run: (reader, server) => everyPage(reader, server, how, (theme === "light") === (width === 1280)),
  };
};

export const tests = [
  everywhere("light", 1280, 800),
  everywhere("dark", 1280, 800),
  everywhere("light", 390, 844),
  everywhere("dark", 390, 844),
  everywhere("light", ...zoomed(200)),
  everywhere("light", ...zoomed(400)),
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
