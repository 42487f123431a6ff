// Pages whose questions fail: each says so, with the reason and a way on; what was typed stays.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { approver } from "./desk.mjs";
import { pagesOf } from "./pages.mjs";

const problem = (status, detail) => ({ status, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "No", status, detail }) });
const failing = {
  "the server has a fault": [problem(500, "the lists cannot be read: disk I/O error")],
  "the server is asked too often": [{ ...problem(429, "too many requests; ask again in 2 s"), headers: { "Retry-After": "2" } }],
  "their right went meanwhile": [problem(403, "your roles do not let you read this")],
  "what they show went meanwhile": [problem(404, "there is none with this id")],
  "something between answers in its place": [{ status: 200, contentType: "text/html", body: "<html>Please log in to the network</html>" }],
};

// These ask nothing before they show, or say of what is not there that it is not.
const asksNothing = ["desk-new", "desk-document-new", "no-page", "availability-import", "audit", "admin-access"];

/** Every question but who is here is answered by `answer`. */
async function refuseAll(page, answer) {
  await page.route(/\/v1\/(?!session)/, (route) => route.fulfill(answer));
}

export const tests = [
  ...Object.entries(failing).map(([what, [answer]]) => ({
    name: `where ${what}, every page keeps its heading, says so and leads on`,
    person: approver,
    refused: true,
    run: async (reader, server) => {
      const { page } = reader;
      const pages = (await pagesOf(server)).filter(([name, , twice]) => !twice && !asksNothing.includes(name));
      await page.route(/\/v1\/session$/, (route) => route.fulfill({ json: { user: { id: "user_1", name: "Ada Admin", email: "ada@fennmark.example", roles: ["admin"], person: approver }, csrf: "" } }));
      await refuseAll(page, answer);
      const silent = [];
      for (const [name, path] of pages) {
        await reader.go(path).catch((error) => silent.push(`${name}: never settles: ${error.message.split("\n")[0]}`));
        const said = await page.locator("[role=alert]:not(:empty), .empty").allTextContents();
        if ((await page.locator("h1").count()) !== 1) silent.push(`${name}: no heading`);
        if (said.join("").trim() === "") silent.push(`${name}: says nothing`);
      }
      assert.deepEqual(silent, []);
      assert.deepEqual(await violations(page), []);
    },
  })),
  {
    name: "a page whose answer is slow has its heading and says that it loads, and shows it when it comes",
    run: async (reader) => {
      const { page } = reader;
      let release;
      const held = new Promise((resolve) => (release = resolve));
      await page.route("**/v1/leads?*", async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(`${reader.server.base}/console/leads`);
      await page.getByRole("heading", { name: "Leads", level: 1 }).waitFor();
      await page.getByRole("status", { name: "Loading" }).waitFor();
      release();
      await page.getByRole("region", { name: "Leads, the newest first" }).waitFor();
      assert.equal(await page.getByRole("status", { name: "Loading" }).count(), 0);
    },
  },
  {
    name: "what somebody typed stays when it could not be sent, and goes when it can",
    person: approver,
    refused: true,
    run: async (reader) => {
      const { page } = reader;
      await reader.go("/console/desk/new");
      const summary = page.getByLabel("What is wrong, and what should be done?");
      await summary.fill("The owner of lead F-9 is wrong");
      await page.getByLabel("Why is it needed?").fill("The customer waits.");
      const refusals = [(route) => route.abort(), (route) => route.fulfill(problem(429, "too many requests; ask again in 2 s")), (route) => route.fulfill(problem(409, "the same was asked before"))];
      for (const refuse of refusals) {
        await page.route("**/v1/cases", refuse, { times: 1 });
        await page.getByRole("button", { name: "Send the request" }).click();
        await page.getByRole("alert").filter({ hasText: /\w/ }).first().waitFor();
        assert.equal(await summary.inputValue(), "The owner of lead F-9 is wrong");
      }
      await page.getByRole("button", { name: "Send the request" }).click();
      await page.getByRole("heading", { name: /^REV-\d+$/, level: 1 }).waitFor();
    },
  },
];
