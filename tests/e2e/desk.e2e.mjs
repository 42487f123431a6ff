// The desk, by people who sign in: requests that resolve themselves, that ask back, that somebody else approves.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { Reader } from "./browser.mjs";
import { addDocument, addUser, approver, ask, misplacedLead, requester, signIn, thinLead, wrong } from "./desk.mjs";

let people;
/** The document and the users of these tests, once; one after the other, because each password is work for the server. */
function prepared(server) {
  people ??= (async () => {
    await addDocument(server);
    await addUser(server, "felix", ["requester"], requester);
    await addUser(server, "lena", ["manager"], approver);
    await addUser(server, "greta", ["requester"], "greta.sommer@fennmark.example");
  })();
  return people;
}

async function as(login, reader, path, run) {
  await prepared(reader.server);
  const other = await Reader.open(reader.context.browser(), reader.server, { token: null });
  await signIn(other, login, path);
  await run(other, other.page);
  await other.close();
}

const badge = (page) => page.locator(".standing .badge").first();
const auditTypes = (page) => page.getByRole("region", { name: "Audit events" }).locator(".badge").allTextContents();

export const tests = [
  {
    name: "a request with an attachment resolves itself, and says by which passage",
    token: null,
    run: (reader, server) =>
      as("felix", reader, "/console/desk", async (felix, page) => {
        const target = await misplacedLead(server);
        await page.getByRole("link", { name: "Make a request" }).click();
        await felix.button("Send the request").click();
        await felix.sees("Please say this; nobody can decide without it.");
        await page.getByLabel("What is wrong, and what should be done?").fill(wrong);
        await page.getByLabel("Why is it needed?").fill("The customer waits.");
        await page.getByLabel("Which record?").fill(target);
        const files = page.getByLabel("Attachments");
        await files.setInputFiles({ name: "run.zip", mimeType: "application/zip", buffer: Buffer.from("PK") });
        await felix.sees("run.zip is none of PNG, JPEG, GIF, PDF or plain text.");
        // What only its content gives away is refused by the server, in words.
        await files.setInputFiles({ name: "page.txt", mimeType: "text/plain", buffer: Buffer.from("<html><script>alert(1)</script>") });
        await felix.button("Send the request").click();
        await page.getByRole("alert").filter({ hasText: "page.txt" }).waitFor();
        await files.setInputFiles({ name: "letter.txt", mimeType: "text/plain", buffer: Buffer.from("Please hurry.") });
        await felix.button("Send the request").click();
        await page.getByRole("heading", { name: /^REV-\d+$/, level: 1 }).waitFor();
        assert.equal(await badge(page).textContent(), "Completed");
        await felix.settled();
        assert.deepEqual(await auditTypes(page), ["Message", "Tool Call", "Tool Call", "Tool Call", "Tool Call", "Decision", "Closure"]);
        await page.getByRole("region", { name: "Tool outcomes" }).getByText("Changed the owner").waitFor();
        const [file] = await Promise.all([page.waitForEvent("download"), felix.button("Save letter.txt").click()]);
        assert.equal(file.suggestedFilename(), "letter.txt");
        assert.equal(await page.getByRole("region", { name: "Your decision" }).count(), 0);
        await page.getByRole("region", { name: "Cited passages" }).getByRole("link").click();
        await page.locator(".passage.cited").getByText("is corrected: the owner is changed").waitFor();
      }),
  },
  {
    name: "another is escalated, approved by another person, and its audit tells both",
    token: null,
    run: async (reader, server) => {
      await prepared(server);
      const target = await thinLead(server);
      const { request_id, status } = await ask(server, { target_record: target, priority: "High" });
      assert.equal(status, "Escalated");
      await as("greta", reader, `/console/desk/${request_id}`, (greta) => greta.sees("There is no such request"));
      await as("lena", reader, "/", async (lena, page) => {
        // What only those may read who look after all leads is not there, and no fault either.
        assert.equal(await page.locator(".failed").count(), 0);
        // A manager's team: who is there, and what each has in hand.
        await page.getByRole("region", { name: "My team" }).getByText("takes leads").first().waitFor();
        await page.getByRole("region", { name: "Waits for you" }).getByRole("link", { name: /Requests that you decide/ }).click();
        const item = page.getByRole("navigation", { name: "What waits for your decision" }).getByRole("link", { name: new RegExp(request_id) });
        await item.getByText("not seen yet").waitFor();
        await item.click();
        await lena.button("Reject").click();
        await lena.sees("Say why; the requester reads it.");
        await page.getByLabel("Comment").fill("Sven knows them <best>.");
        await page.getByLabel("Gets the record").selectOption({ label: "Maya Torres" });
        await lena.button("Approve").click();
        await lena.sees("You approved it.");
      });
      await as("felix", reader, `/console/desk/${request_id}`, async (felix, page) => {
        assert.equal(await badge(page).textContent(), "Completed");
        await page.getByRole("region", { name: "Conversation" }).getByText("Sven knows them <best>.").first().waitFor();
        // A requester may not read who works here, so people are their ids.
        await page.getByRole("region", { name: "Resolution" }).getByText("maya.torres@fennmark.example", { exact: true }).waitFor();
        assert.deepEqual((await auditTypes(page)).slice(-4), ["Escalation", "Tool Call", "Approval", "Closure"]);
      });
    },
  },
  {
    name: "an approval of what changed since it was shown lapses, and shows the difference",
    token: null,
    run: async (reader, server) => {
      await prepared(server);
      const { request_id } = await ask(server, { target_record: await thinLead(server) });
      const say = (text) => server.call("POST", `/v1/cases/${request_id}/messages`, { text }, requester);
      await as("lena", reader, "/console/desk/approvals", async (lena, page) => {
        // Nothing is asked for anew before the decision, as if the requester had written within the moment.
        let shown;
        let decided = false;
        await page.route(new RegExp(`/v1/cases/${request_id}`), async (route) => {
          decided ||= route.request().method() === "POST";
          if (decided || !route.request().url().endsWith(request_id)) return route.continue();
          shown ??= await route.fetch().then(async (answer) => ({ status: answer.status(), json: await answer.json() }));
          return route.fulfill(shown);
        });
        await page.getByRole("link", { name: new RegExp(request_id) }).click();
        await lena.button("Approve").waitFor();
        await lena.settled();
        await say("It is urgent now.");
        await lena.button("Approve").click();
        await lena.sees(/^Nothing was decided/);
        await page.locator("mark", { hasText: "It is urgent now." }).waitFor();
        assert.equal(await lena.button("Approve").isDisabled(), true);
        assert.deepEqual(await violations(page), []);
        await lena.button("I have seen the changes").click();
        // From here on somebody else's words come while it is looked at, or on the next visit.
        await page.getByRole("navigation", { name: "Parts of the desk" }).getByRole("link", { name: "Requests" }).click();
        await say("And they called again.");
        await page.goto(`${server.base}/console/desk/approvals`);
        await page.getByRole("link", { name: new RegExp(request_id) }).getByText("changed since you looked").waitFor();
        await page.getByRole("link", { name: new RegExp(request_id) }).click();
        await page.locator("mark", { hasText: "And they called again." }).waitFor();
        assert.equal(await page.locator("mark").count(), 1, "only what is new is marked");
        await page.getByLabel("Comment").fill("Which country is it?");
        await lena.button("Send back for more information").click();
        await lena.sees("You sent it back to the requester.");
      });
    },
  },
  {
    name: "the requester answers what was asked, and withdraws another request",
    token: null,
    run: (reader, server) =>
      as("felix", reader, "/console/desk", async (felix, page) => {
        const target = await misplacedLead(server);
        const { request_id } = await ask(server, { summary: `${wrong} of yesterday` });
        await felix.go(`/console/desk/${request_id}`);
        assert.equal(await badge(page).textContent(), "Waiting");
        await page.getByRole("region", { name: "Conversation" }).getByText(/^Which record is this about/).waitFor();
        const passages = page.getByRole("region", { name: "Cited passages" });
        await passages.getByText("found so far; nothing was decided by them yet").waitFor();
        await passages.getByRole("link", { name: /^Lead ownership/ }).waitFor();
        await page.getByLabel("Your answer").fill("It stands in the letter.");
        const letter = (name, text) => page.getByLabel("Attachments").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
        await letter("page.txt", "<html><script>alert(1)</script>");
        await felix.button("Answer").click();
        await page.getByRole("alert").filter({ hasText: "page.txt" }).waitFor();
        await letter("letter.txt", "They wrote to us yesterday.");
        await felix.button("Answer").click();
        const conversation = page.getByRole("region", { name: "Conversation" });
        const [file] = await Promise.all([page.waitForEvent("download"), conversation.getByRole("button", { name: "Save letter.txt" }).click()]);
        assert.equal(file.suggestedFilename(), "letter.txt");
        assert.equal(await page.getByRole("region", { name: "Attachments" }).count(), 0, "what came with an answer stands beside it");
        assert.deepEqual(await violations(page), []);
        await page.getByLabel("Your answer").fill(`It is ${target}`);
        await felix.button("Answer").click();
        await page.locator(".standing .badge", { hasText: "Completed" }).waitFor();
        assert.equal(await page.getByLabel("Your answer").count(), 0);
        const other = await ask(server, { summary: "Something else about some lead" });
        await felix.go(`/console/desk/${other.request_id}`);
        await felix.button("Withdraw this request").click();
        await page.getByRole("dialog").getByRole("button", { name: "Withdraw this request" }).click();
        await page.locator(".standing .badge", { hasText: "Closed" }).waitFor();
        assert.equal(await felix.button("Withdraw this request").count(), 0);
      }),
  },
  {
    name: "the list is filtered by its address and walked through with the arrows",
    person: approver,
    run: async (reader, server) => {
      await prepared(server);
      const low = await ask(server, { summary: "A quiet one about some lead", priority: "Low" });
      const high = await ask(server, { target_record: await thinLead(server), priority: "High" });
      await reader.go("/console/desk");
      const { page } = reader;
      const rows = page.getByRole("region", { name: "Requests, the oldest first" }).locator("tbody tr");
      const ids = async () => (await rows.locator("td:first-child").allTextContents()).map((id) => Number(id.replace("REV-", "")));
      const all = await ids();
      assert.deepEqual(all, [...all].sort((one, other) => one - other));
      await rows.first().getByRole("link").focus();
      await page.keyboard.press("ArrowDown");
      assert.equal(await rows.nth(1).getByRole("link").evaluate((link) => document.activeElement === link), true);
      await page.getByLabel("Priority").selectOption("Low");
      await page.waitForURL(/priority=Low/);
      await rows.filter({ hasText: low.request_id }).waitFor();
      await rows.filter({ hasText: high.request_id }).waitFor({ state: "detached" });
      await page.getByLabel("Priority").selectOption("");
      await page.getByLabel("Whose").selectOption("decide");
      await rows.filter({ hasText: high.request_id }).getByRole("link").press("Enter");
      await page.getByRole("heading", { name: high.request_id }).waitFor();
    },
  },
  {
    name: "a policy document is added, shown as text, renewed and taken away",
    person: approver,
    run: async (reader) => {
      const { page } = reader;
      await reader.go("/console/desk/documents");
      await page.getByRole("link", { name: "Add a document" }).click();
      await page.getByLabel("Name in links").fill("territories");
      await page.getByLabel("Title", { exact: true }).fill("Territories");
      await page.getByRole("combobox", { name: "Owner", exact: true }).selectOption({ label: "Lena Huber" });
      await page.getByLabel("Text (Markdown)").fill("# Territories\n\nSee **the map**, <b>not</b> [this](javascript:alert(1)) but [that](https://example.com/map).\n\n- one\n- two\n");
      await reader.button("Save").click();
      const shown = page.getByRole("region", { name: "Territories" });
      await shown.getByText("<b>not</b> [this](javascript:alert(1))").waitFor();
      assert.deepEqual(await shown.locator("strong").allTextContents(), ["the map"]);
      assert.deepEqual(await shown.getByRole("listitem").allTextContents(), ["one", "two"]);
      assert.equal(await shown.getByRole("link", { name: "that" }).getAttribute("rel"), "noopener noreferrer");
      await page.getByRole("link", { name: "Add a version" }).click();
      assert.equal(await page.getByLabel("Version", { exact: true }).inputValue(), "2");
      await page.getByLabel("Version", { exact: true }).fill("1");
      await page.getByLabel("Text (Markdown)").fill("# Territories\n\nNew words.\n");
      await reader.button("Save").click();
      await page.getByRole("alert").filter({ hasText: "raise `version`" }).waitFor();
      await page.getByLabel("Version", { exact: true }).fill("2");
      await page.getByLabel("May be read by").fill("team:nobodys");
      await reader.button("Save").click();
      await page.getByRole("alert").filter({ hasText: "no team `nobodys`" }).waitFor();
      await page.getByLabel("May be read by").fill("team:revops");
      await reader.button("Save").click();
      await shown.getByText("New words.").waitFor();
      await shown.getByText("Lena Huber, team revops").waitFor();
      await page.getByRole("link", { name: "Add a version" }).click();
      assert.match(await page.getByLabel("May be read by").inputValue(), /^person:[^,]+, team:revops$/);
      assert.equal((await page.getByLabel("Text (Markdown)").inputValue()).trim(), "# Territories\n\nNew words.");
      await page.getByRole("link", { name: "Cancel" }).click();
      await reader.button("Take it away").click();
      await page.getByRole("dialog").getByRole("button", { name: "Take it away" }).click();
      await page.getByRole("link", { name: /^Territories/ }).waitFor({ state: "detached" });
    },
  },
  {
    name: "who is nobody of the workspace is told what to do about it",
    run: async (reader, server) => {
      await prepared(server);
      await reader.go("/console/desk/new");
      await reader.sees("Say for whom you act");
      await reader.page.getByLabel("Acting as").selectOption({ label: "Felix Brandt" });
      await reader.page.getByLabel("Why is it needed?").waitFor();
      await reader.go("/console/desk/approvals");
      await reader.sees("Nothing waits for your decision");
    },
  },
];
