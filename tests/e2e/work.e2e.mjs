// The machinery: agents are stopped and started, the log is verified, pools show who is next.
import assert from "node:assert/strict";

export const tests = [
  {
    name: "an agent is stopped and started again",
    run: async (reader, server) => {
      await reader.go("/console/agents");
      await reader.button("Stop detect_intent").click();
      await reader.page.getByRole("dialog").getByRole("button", { name: "Stop", exact: true }).click();
      await reader.sees("detect_intent was stopped.");
      const stateOf = async () => (await server.call("GET", "/v1/agents")).find((agent) => agent.id === "detect_intent").lifecycle;
      assert.equal(await stateOf(), "draft");
      await reader.button("Start detect_intent").click();
      await reader.sees("detect_intent was started.");
      assert.equal(await stateOf(), "active");
    },
  },
  {
    name: "the log is verified and a lead's evidence exported",
    run: async (reader, server) => {
      const { items } = await server.call("GET", "/v1/leads?limit=1");
      await reader.go("/console/audit");
      await reader.button("Verify now").click();
      await reader.sees(/^Log verified to .+, nothing altered$/);
      await reader.page.getByLabel("Lead’s id, your own id or e-mail address").fill(items[0].lead_id);
      const [file] = await Promise.all([reader.page.waitForEvent("download"), reader.button("Export evidence").click()]);
      assert.equal(file.suggestedFilename(), "evidence.json");
      await reader.button("Decide again and compare").click();
      await reader.sees(/came out the same/);
    },
  },
  {
    name: "a pool names who is next in turn and everybody's count so far",
    run: async (reader, server) => {
      const { pools } = await server.call("GET", "/v1/pools");
      const pool = pools.find((one) => one.id === "enterprise");
      await reader.go("/console/pools/enterprise");
      assert.equal(await reader.page.locator("table").first().locator("tbody tr").count(), pool.members.length);
      await reader.sees(pool.members.find((member) => member.id === pool.next_in_turn).name);
      await reader.button("Simulate the next 50").click();
      await reader.sees("Of these");
    },
  },
];
