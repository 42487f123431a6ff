// Tab on the pages that are used most: it goes through all that can be pressed, in reading order, where one sees it, and out again.
import assert from "node:assert/strict";
import { approver, furnishedDesk } from "./desk.mjs";
import { furnishedModels } from "./models.mjs";

// Of one line, though a button is taller than a link.
const lineHeight = 16;
// Lists show 50 rows with two or three things to press in each.
const most = 600;

/** What has the focus: where it lies on the page, whether it is seen, and what it is. Null for the page itself. */
function focused() {
  const at = document.activeElement;
  if (at === null || at === document.body || at === document.documentElement) return null;
  const box = at.getBoundingClientRect();
  const style = getComputedStyle(at);
  // A label, an editor's frame or a picture may show the ring in place of what they hold.
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const middle = { x: box.left + Math.min(box.width, 40) / 2, y: box.top + Math.min(box.height, 24) / 2 };
  const there = document.elementFromPoint(middle.x, middle.y);
  const name = (at.getAttribute("aria-label") ?? at.textContent ?? "").trim().slice(0, 40);
  // A list of its own scrolls with what has the focus.
  let within = 0;
  for (let outer = at.parentElement; outer !== null && outer !== document.documentElement; outer = outer.parentElement) within += outer.scrollTop;
  const again = at.dataset.reached === "now";
  for (const last of document.querySelectorAll("[data-reached=now]")) last.dataset.reached = "before";
  at.dataset.reached = "now";
  return {
    what: `${at.tagName.toLowerCase()} ${name || (at.getAttribute("name") ?? at.id)}`,
    again,
    inPage: document.getElementById("content").contains(at),
    holds: box.height > 80,
    ring,
    seen: there !== null && (at.contains(there) || there.contains(at) || at.closest("label")?.contains(there) === true),
    left: box.left + window.scrollX,
    middle: box.top + window.scrollY + within + Math.min(box.height, 2 * 18) / 2,
  };
}

/** What could be pressed or typed in and was never reached; of radio buttons one stands for its group. */
function missed() {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const open = all.filter((one) => !one.disabled && one.tabIndex >= 0 && one.type !== "hidden" && one.type !== "radio" && one.checkVisibility({ visibilityProperty: true }));
  return open.filter((one) => one.dataset.reached === undefined).map((one) => one.outerHTML.slice(0, 120));
}

/** Everything that Tab reaches from the top of the page until it leaves it. */
async function tabbed(page) {
  const stops = [];
  for (let count = 0; count < most; count++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(focused);
    if (stop === null) return stops;
    stops.push(stop);
  }
  assert.fail(`Tab never left the page: it went on to ${stops.at(-1).what}`);
}

/** Down the page and along its lines; up only to a column further right. */
function disorder(stops) {
  const faults = [];
  for (const [at, stop] of stops.entries()) {
    const before = stops[at - 1];
    // Parts of a date are one field.
    if (before === undefined || stop.again || !before.inPage || !stop.inPage) continue;
    const up = before.middle - stop.middle > lineHeight;
    const sameLine = Math.abs(before.middle - stop.middle) <= lineHeight;
    // What scrolls holds what comes after it.
    if (before.holds) continue;
    if ((up || sameLine) && stop.left <= before.left) faults.push(`${before.what} -> ${stop.what}`);
  }
  return faults;
}

async function walk(reader, path) {
  const { page } = reader;
  await reader.go(path);
  const stops = await tabbed(page);
  assert.ok(stops.length > 15, `${path}: ${stops.length} stops`);
  assert.equal(stops[0].what, "a Skip to the content", path);
  assert.deepEqual(disorder(stops), [], `${path}: not as it is read`);
  assert.deepEqual(stops.filter((stop) => !stop.ring).map((stop) => stop.what), [], `${path}: no ring shows where one is`);
  assert.deepEqual(stops.filter((stop) => !stop.seen).map((stop) => stop.what), [], `${path}: out of sight, or covered`);
  assert.deepEqual(await page.evaluate(missed), [], `${path}: never reached`);
}

const pages = {
  Today: "/",
  Leads: "/console/leads",
  "a lead": "/console/leads/{lead}",
  "why a lead went there": "/console/leads/{lead}/why",
  Queues: "/console/queues/unassigned",
  Desk: "/console/desk?status=all",
  "a request": "/console/desk/{waiting}",
  "an approval": "/console/desk/approvals/{escalated}",
  Policies: "/console/policies",
  Pools: "/console/pools",
  Availability: "/console/availability",
  Reports: "/console/reports/turns?days=7",
  Models: "/console/models",
  Audit: "/console/audit",
};

export const tests = Object.entries(pages).map(([name, path]) => ({
  name: `Tab goes through ${name} in reading order, where one sees it, to everything and out again`,
  person: approver,
  run: async (reader, server) => {
    const ids = await furnishedDesk(server);
    await furnishedModels(server);
    const { items } = await server.call("GET", "/v1/leads?status=routed&rule=enterprise&limit=1");
    await walk(reader, path.replace("{lead}", items[0].lead_id).replace(/\{(\w+)\}/, (_, id) => ids[id]));
  },
}));
