// Names as the world writes them: long ones, from right to left, Chinese, emoji, marks over marks. They keep to their place.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { approver } from "./desk.mjs";

const marks = "\u0301\u0302\u0323\u0330\u0304\u0306\u0307\u0308";
const called = [
  { first_name: "Friedrich-Wilhelm", last_name: "von und zu Oberschleißheim-Niederbayern", company: "Gesellschaft für die Instandhaltung der Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten mbH & Co. KG" },
  { first_name: "A".repeat(60), last_name: "B".repeat(60), company: "C".repeat(120) },
  { first_name: "محمد", last_name: "بن سلمان الأنصاري", company: "شركة الاتصالات (2024) المحدودة" },
  { first_name: "שרה", last_name: "לוי-כהן", company: "חברת בדיקה בע\"מ 12" },
  { first_name: "小明", last_name: "王", company: "上海浦东新区张江高科技园区信息技术发展有限公司" },
  { first_name: "👩🏽‍🚀", last_name: "🏳️‍🌈 Núñez", company: "🚀🚀🚀 Rakete GmbH" },
  { first_name: [..."Zalgo"].map((letter) => letter + marks).join(""), last_name: "Marks", company: [..."Over marks Ltd"].map((letter) => letter + marks).join("") },
];

/** One lead of each, routed and waiting; once a server. */
function namedLeads(server) {
  server.named ??= (async () => {
    const ids = [];
    for (const [at, name] of called.entries()) {
      ids.push((await server.lead({ ...name, source: "web_form", country: "DE", employees: 80, consent: "given", external_id: `N-${at}`, email: `n@name-${at}.example` })).lead_id);
      // No rule is for Kenya, so that it waits in a queue that has few.
      await server.lead({ ...name, source: "web_form", country: "KE", employees: 80, consent: "given", external_id: `K-${at}`, email: `n@kenya-${at}.example` });
    }
    return ids;
  })();
  return server.named;
}

/** What is wider than the page, or written over what lies beside it. */
function outOfPlace() {
  const faults = [];
  if (document.documentElement.scrollWidth > window.innerWidth) faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const cell of document.querySelectorAll("td, dd, li > a, h1, .standing > span, .attention-label, .attention-note")) {
    const { overflowX } = getComputedStyle(cell);
    if (overflowX === "visible" && cell.scrollWidth > cell.clientWidth + 1 && getComputedStyle(cell).display !== "inline") faults.push(`${cell.tagName} ${cell.className}: ${cell.textContent.slice(0, 40)}`);
  }
  return faults;
}

/** A name from right to left leaves the order of what stands around it as it was. */
async function standsApart(locator) {
  return locator.evaluate((one) => {
    const bidi = (node) => ["isolate", "plaintext", "isolate-override"].includes(getComputedStyle(node).unicodeBidi);
    const block = (node) => !["inline", "contents"].includes(getComputedStyle(node).display);
    return bidi(one) || block(one);
  });
}

const everywhere = (width, height) => ({
  name: `long and foreign names keep to their place at ${width} px`,
  person: approver,
  width,
  height,
  run: async (reader, server) => {
    const { page } = reader;
    const ids = await namedLeads(server);
    for (const path of ["/console/leads", "/console/queues/unrouted", ...ids.map((id) => `/console/leads/${id}`), `/console/leads/${ids[1]}/why`, `/?of=n%40name-1.example`]) {
      await reader.go(path);
      assert.deepEqual(await page.evaluate(outOfPlace), [], path);
    }
    for (const path of ["/console/leads", "/console/queues/unrouted"]) {
      await reader.go(path);
      assert.equal(await standsApart(page.locator(".cell-link", { hasText: called[2].last_name }).first()), true, path);
    }
    assert.deepEqual(await violations(page), []);
  },
});

export const tests = [everywhere(1280, 800), everywhere(390, 844)];
