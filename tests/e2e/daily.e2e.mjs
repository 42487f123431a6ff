// What people do between leads: read what they were told, say when they are away, work through a queue, look after a model.
import assert from "node:assert/strict";
import { violations } from "./axe.mjs";
import { addUser, approver, signIn } from "./desk.mjs";
import { furnishedModels, promote, trainedModel } from "./models.mjs";

const lead = (id, more = {}) => ({ source: "web_form", first_name: "Ada", last_name: `Brandt ${id}`, company: `Optik ${id} GmbH`, country: "DE", employees: 80, consent: "given", external_id: id, email: `ada@${id.toLowerCase()}.example`, message: "Please call me today.", ...more });

export const tests = [
  {
    name: "a seller is told of a lead, accepts it there, puts another off, and sets quiet hours",
    token: null,
    run: async (reader, server) => {
      const { page } = reader;
      const first = await server.lead(lead("N-1"));
      const owner = first.owner.id;
      await addUser(server, "nadja", ["seller"], owner);
      let second = await server.lead(lead("N-2"));
      for (let number = 3; second.owner?.id !== owner && number < 40; number++) second = await server.lead(lead(`N-${number}`));
      await server.call("GET", `/v1/notices?at_least=${second.position}&limit=0`, undefined, owner);
      await signIn(reader, "nadja", "/");
      // A seller's day: the own leads by time left, what else waits within reach, nothing that is not theirs to read.
      await page.getByRole("region", { name: "My leads" }).getByRole("listitem").first().waitFor();
      await page.getByRole("region", { name: "Needs attention" }).getByRole("link", { name: /Unassigned/ }).waitFor();
      assert.equal(await page.locator(".failed").count(), 0);
      assert.equal(await page.getByRole("region", { name: "My team" }).count(), 0);
      await page.getByRole("link", { name: /^Notices, \d+ unread$/ }).click();
      const notice = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: /Brandt N-1/ }) });
      await notice.getByText("Please call me today.").waitFor();
      await notice.getByText("unread", { exact: true }).waitFor();
      assert.deepEqual(await violations(page), []);
      await notice.getByRole("button", { name: "Accept", exact: true }).click();
      await reader.sees("Accepted.");
      const other = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: "Put off" }) }).first();
      await other.getByRole("button", { name: "Put off" }).click();
      await page.getByLabel("For how long").selectOption("4h");
      await page.getByRole("dialog").getByRole("button", { name: "Put off" }).click();
      await reader.sees("Put off.");
      await page.getByRole("link", { name: "Settings", exact: true }).click();
      await page.getByLabel("Quiet from").fill("20:00");
      await reader.button("Save").click();
      await page.getByRole("alert").filter({ hasText: "quiet_to" }).waitFor();
      await page.getByLabel("Quiet until").fill("07:00");
      await reader.button("Save").click();
      await reader.sees("Saved.");
      const settings = await server.call("GET", "/v1/notice-settings", undefined, owner);
      assert.deepEqual([settings.quiet_from, settings.quiet_to], ["20:00", "07:00"]);
      // The same person, in the same session: away for two hours, with the leads in hand looked at first.
      await page.getByRole("link", { name: "Availability", exact: true }).click();
      await page.getByText("takes leads", { exact: true }).waitFor();
      assert.equal(await page.getByRole("button", { name: "They left" }).count(), 0, "nobody says of themselves that they left");
      await page.getByRole("combobox", { name: "What" }).selectOption("pause");
      await page.getByLabel("are decided again by the policy").check();
      await reader.button("Preview").click();
      // The demo company gave everybody more leads than a seller may move at once.
      await page.getByRole("alert").filter({ hasText: "you may move 100 at once" }).waitFor();
      await page.getByLabel("stay where they are").check();
      await reader.button("Preview").click();
      await reader.sees("What would happen; nothing was changed yet");
      assert.equal((await server.call("GET", `/v1/people/${owner}/availability`)).why, null);
      await reader.button("Do it").click();
      await page.getByText("takes no leads: paused").waitFor();
      await reader.button("End the pause").click();
      await page.getByText("takes leads", { exact: true }).waitFor();
      // What a seller may not see is not offered.
      const pages = await page.getByRole("navigation", { name: "Pages" }).getByRole("link").allTextContents();
      for (const missing of ["Models", "Audit", "Admin", "Policies"]) assert.equal(pages.includes(missing), false, missing);
    },
  },
  {
    name: "leave comes from a file whose bad lines are named, and what somebody who left has in hand is reassigned",
    person: approver,
    run: async (reader, server) => {
      const { page } = reader;
      const { owner } = await server.lead(lead("A-1", { message: null }));
      await reader.go("/console/availability/import");
      await page.getByLabel("File").setInputFiles({ name: "leave.csv", mimeType: "text/csv", buffer: Buffer.from(`person,from,to\n${owner.id},2099-08-03,2099-08-14\nnobody,2099-08-03,2099-08-14\n`) });
      await reader.button("Check the file").click();
      await page.getByRole("group", { name: "Lines that could not be read" }).getByText("nobody").waitFor();
      await reader.button("Import", true).click();
      await page.getByRole("heading", { name: "Imported" }).waitFor();
      // Leads that a leave was to give on and that are still here; it takes a day's leave to come by that.
      const stuck = { since: "2026-11-02T08:00:00Z", then: "delegate", why: "delegate_away" };
      await page.route("**/availability", async (route) => {
        const answer = await route.fetch();
        return route.fulfill({ response: answer, json: { ...(await answer.json()), not_given_on: stuck } });
      });
      await reader.go(`/console/availability/${owner.id}`);
      await page.getByRole("region", { name: "Leads in hand were not given on" }).getByText(/go to who stands in.+who stands in is away too/).waitFor();
      await reader.go("/");
      await page.getByRole("region", { name: "Leads in hand were not given on" }).getByRole("link").waitFor();
      await page.unroute("**/availability");
      await reader.go(`/console/availability/${owner.id}`);
      await reader.button("Take away the leave from 2099-08-0", false).click();
      await reader.sees("No leave is entered");
      await reader.button("They left").click();
      await page.getByRole("dialog").getByRole("button", { name: "They left" }).click();
      await page.getByText("takes no leads: inactive").waitFor();
      await reader.button("Show it").click();
      await page.getByText(/^\d+ leads move, 0 are left out\.$/).waitFor();
      assert.deepEqual(await violations(page), []);
      await reader.button("Reassign").click();
      await page.getByRole("dialog").getByRole("button", { name: "Reassign" }).click();
      await page.getByText(/^\d+ leads moved, 0 were left out\.$/).waitFor();
      assert.equal((await server.call("GET", `/v1/people/${owner.id}/holdings?then=keep`)).lead_count, 0);
      await reader.button("They are back").click();
      await page.getByText("takes leads", { exact: true }).waitFor();
    },
  },
  {
    name: "leads of a queue are chosen, an action is tried on them, and done for those it was tried on",
    person: approver,
    run: async (reader, server) => {
      const { page } = reader;
      const { queues } = await server.call("GET", "/v1/queues");
      const waiting = queues.find((queue) => queue.kind === "unassigned");
      assert.ok(waiting.count > 1);
      const mine = async () => (await server.call("GET", "/v1/queues/my", undefined, approver)).items.length;
      const before = await mine();
      await reader.go("/console/queues/unassigned");
      const table = page.getByRole("region", { name: "Leads of this queue, the oldest first" });
      const row = table.getByRole("row").nth(1);
      const name = await row.getByRole("link").textContent();
      await row.getByRole("checkbox").check();
      await reader.sees("1 selected");
      await reader.button("Claim").click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "See what it would do" }).click();
      await dialog.getByText("1 would be done").waitFor();
      assert.deepEqual(await violations(page), []);
      assert.equal((await server.call("GET", "/v1/queues")).queues.find((queue) => queue.kind === "unassigned").count, waiting.count, "looking claims nothing");
      await dialog.getByRole("button", { name: "Do it for 1" }).click();
      await dialog.getByText("1 done").waitFor();
      await dialog.getByRole("button", { name: "Close" }).click();
      await table.getByRole("link", { name, exact: true }).waitFor({ state: "detached" });
      assert.equal(await mine(), before + 1);
    },
  },
  {
    name: "a model is looked at from every side, replaced by a worse one in vain, and rolled back",
    run: async (reader, server) => {
      const { page } = reader;
      await furnishedModels(server);
      await reader.go("/console/models");
      const parts = page.getByRole("navigation", { name: "Parts of this model" });
      await page.getByRole("region", { name: "Versions" }).first().getByText("silent trial").waitFor();
      await parts.getByRole("link", { name: "Calibration" }).click();
      await page.getByRole("img", { name: /^Reliability diagram/ }).waitFor();
      await page.getByRole("img", { name: /^Bars of ten tenths/ }).waitFor();
      await parts.getByRole("link", { name: "Drift" }).click();
      await page.getByRole("img", { name: /^Line of 2 points/ }).waitFor();
      await reader.button("Look again").click();
      await page.getByRole("dialog").getByRole("button", { name: "Look again" }).click();
      await reader.sees("Nothing new was found.");
      await parts.getByRole("link", { name: "Model card" }).click();
      await page.getByRole("heading", { name: "warm leads" }).waitFor();
      await parts.getByRole("link", { name: "In use" }).click();
      const { model, held } = trainedModel(server, 3);
      await page.getByLabel("Model file").setInputFiles(model);
      await page.getByLabel("Leads with outcomes that it was not trained on (CSV)").setInputFiles(held);
      await reader.button("Judge it").click();
      await page.getByRole("dialog").getByRole("button", { name: "Put into use" }).click();
      await reader.sees(/^It was not put into use: /);
      await reader.button("Roll back").click();
      await page.getByRole("dialog").getByText("hand-made agent answers for every lead from now on").waitFor();
      await page.getByRole("dialog").getByLabel("Why").fill("the campaign is over");
      await page.getByRole("dialog").getByRole("button", { name: "Use the hand-made agent again" }).click();
      await reader.sees("Done: hand-made agent answers.");
      const { items } = await server.call("GET", "/v1/models");
      assert.equal(items.find((one) => one.agent === "score_lead").champion, null);
      await parts.getByRole("link", { name: "History" }).click();
      await page.getByText("rolled back", { exact: true }).waitFor();
      await page.getByText("refused", { exact: true }).waitFor();
      await promote(server, trainedModel(server, 4));
    },
  },
];
