// What the first page costs: first_load.mjs says how many bytes come compressed, when the first and the largest paint are, and how
// far the page moved under the reader (CLS), the middle of five loads with an empty cache. Nothing is asserted: it is
// the machine's load as much as ours.
import { launch } from "./browser.mjs";
import { Server } from "./server.mjs";

const loads = 5;
const pages = ["/", "/console/leads"];
const middle = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

// Before any script of the page, so that no movement is missed.
function watch() {
  window.moved = 0;
  window.largest = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => !entry.hadRecentInput && (window.moved += entry.value))).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.largest = entry.startTime))).observe({ type: "largest-contentful-paint", buffered: true });
}

async function load(browser, server, path) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addInitScript((value) => sessionStorage.setItem("signalbox.token", value), server.token);
  await context.addInitScript(watch);
  const page = await context.newPage();
  await page.goto(server.base + path, { waitUntil: "networkidle" });
  const found = await page.evaluate(() => ({
    bytes: performance.getEntriesByType("resource").filter((one) => one.name.includes("/assets/")).reduce((sum, one) => sum + one.encodedBodySize, 0),
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    largest: window.largest,
    moved: window.moved,
  }));
  await context.close();
  return found;
}

const server = await Server.start();
const browser = await launch();
for (const path of pages) {
  const found = [];
  for (let number = 0; number < loads; number++) found.push(await load(browser, server, path));
  const of = (name) => middle(found.map((one) => one[name]));
  console.log(`${path}: ${Math.round(of("bytes") / 1000)} KB, first paint ${Math.round(of("paint"))} ms, largest ${Math.round(of("largest"))} ms, moved ${of("moved").toFixed(3)}`);
}
await browser.close();
await server.stop();
