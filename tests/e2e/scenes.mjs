// What pages show only to some, or only once somebody did something, for pictures of it.
import { addUser, approver, signIn } from "./desk.mjs";
import { flagged } from "./trial.mjs";

const onLeave = "hugo.mercier@fennmark.example";
const standsIn = "maya.torres@fennmark.example";
const tried = (number) => ({ source: "web_form", last_name: "Brandt", company: `Share ${number} GmbH`, country: "DE", employees: number % 2 === 0 ? 400 : 80, consent: number % 3 === 0 ? "unknown" : "given", external_id: `C-${number}`, email: `c@share-${number}.example` });
const editor = (page) => page.getByRole("textbox", { name: "Text of policy.yaml" });

/** Users of each kind, a version on a share of the leads, and leave that begins while who stands in is away; once a server. */
export function furnishedScenes(server) {
  server.scenes ??= (async () => {
    const { items } = await server.call("GET", "/v1/leads?status=routed&limit=1");
    await addUser(server, "seller", ["seller"], items[0].owner.id);
    await addUser(server, "manager", ["manager"], approver);
    await addUser(server, "auditor", ["auditor"], null);
    const soon = (seconds) => new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19) + "Z";
    await server.call("POST", `/v1/people/${standsIn}/leave`, { from: soon(-1), to: soon(86_400) });
    await server.call("POST", `/v1/people/${onLeave}/delegate`, { delegate: standsIn });
    await server.call("POST", `/v1/people/${onLeave}/leave`, { from: soon(20), to: soon(86_400), then: "delegate" });
    server.share = await flagged(server, "canary", { share: "50%" });
    for (let number = 0; number < 40; number++) await server.lead(tried(number));
  })();
  return server.scenes;
}

/** The server says it a minute after the leave began. */
async function untilLeaveWaits(server) {
  for (let seconds = 0; seconds < 180; seconds++) {
    const { not_given_on } = await server.call("GET", `/v1/people/${onLeave}/availability`);
    if (not_given_on !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error("the leave never waited for who stands in");
}

const byToken = [
  ["policies-share", (reader, server) => reader.go(`/console/policies/${server.share}/stage`)],
  [
    "policies-error",
    async (reader) => {
      await reader.go("/console/policies/active/files");
      await editor(reader.page).fill((await editor(reader.page).inputValue()).replace("assign: {pool: enterprise}", "assign: {pool: enterprize}"));
      await reader.sees("This does not compile: 1 error");
      await reader.button(/policy.yaml, line \d+/, false).click();
    },
  ],
  ["policies-grid", (reader) => reader.go("/console/policies/active/files?file=tables%2Fnamed-accounts.csv")],
  [
    "policies-condition",
    async (reader) => {
      await reader.go("/console/policies/active/files");
      await editor(reader.page).evaluate((area) => area.setSelectionRange(area.value.indexOf("1000.."), area.value.indexOf("1000..")));
      await reader.button("Build a condition").click();
      await reader.page.getByRole("dialog").getByRole("button", { name: "And", exact: true }).click();
      await reader.settled();
    },
  ],
  [
    "policies-compared",
    async (reader) => {
      await reader.go("/console/policies/active/files");
      await editor(reader.page).fill((await editor(reader.page).inputValue()).replace("lead.employees: 1000..", "lead.employees: 500.."));
      await reader.page.getByRole("link", { name: "What would change" }).click();
      await reader.button("Compare with the active policy over the history").click();
      await reader.page.locator(".recharts-bar-rectangle").first().waitFor();
    },
  ],
  [
    "lead-why-not",
    async (reader) => {
      await reader.go("/console/leads?status=routed&rule=enterprise");
      await reader.page.locator(".cell-link").first().click();
      await reader.page.getByRole("link", { name: "Why", exact: true }).click();
      await reader.settled();
      await reader.page.getByRole("region", { name: "Who else could have had it" }).getByRole("button", { name: /^What would differ/ }).first().click();
      await reader.page.locator("p.told").waitFor();
    },
  ],
  [
    "lead-hand-over",
    async (reader) => {
      await reader.go("/console/leads?status=routed");
      await reader.page.locator(".cell-link").first().click();
      await reader.button("Hand over").click();
      await reader.page.getByRole("dialog").getByRole("button", { name: "Hand over" }).waitFor();
    },
  ],
  [
    "leads-columns",
    async (reader) => {
      await reader.go("/console/leads");
      await reader.button("Columns").click();
      await reader.page.getByRole("dialog", { name: "Columns" }).waitFor();
    },
  ],
  [
    // On a desk it is always there.
    "menu",
    async (reader) => {
      await reader.go("/");
      const menu = reader.button("Menu");
      if (await menu.isVisible()) await menu.click();
    },
  ],
  [
    "palette",
    async (reader) => {
      await reader.go("/console/leads");
      await reader.page.locator(".cell-link").first().click();
      await reader.settled();
      await reader.page.getByRole("link", { name: "Next" }).click();
      await reader.settled();
      await reader.page.keyboard.press("Control+k");
    },
  ],
  [
    "queues-tried",
    async (reader) => {
      await reader.go("/console/queues/unassigned");
      await reader.page.getByRole("checkbox", { name: "Select all shown" }).check();
      await reader.button("Claim").click();
      await reader.page.getByRole("dialog").getByRole("button", { name: "See what it would do" }).click();
      await reader.page.getByRole("dialog").getByText(/would be done/).first().waitFor();
    },
  ],
  [
    "pools-simulated",
    async (reader) => {
      await reader.go("/console/pools/emea");
      await reader.button("Simulate the next 50").click();
      await reader.sees("Of these");
    },
  ],
];
const byNobody = [
  ["sign-in", (reader) => reader.go("/"), null],
  ["set-up", (reader) => reader.go("/setup"), null],
  ["not-open", (reader) => signIn(reader, "seller", "/console/admin"), null],
];
const byName = ["seller", "manager", "auditor"].map((login) => [`today-${login}`, (reader) => signIn(reader, login, "/"), null]);
const last = [
  [
    "availability-waits",
    async (reader, server) => {
      await untilLeaveWaits(server);
      await reader.go(`/console/availability/${onLeave}`);
    },
  ],
  ["today-waits", (reader) => reader.go("/"), undefined, onLeave],
];

/** [name, what somebody does, their token, for whom it acts]; a token of null: they sign in by name. */
export const scenes = [...byToken, ...byNobody, ...byName, ...last];
