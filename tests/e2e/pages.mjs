// Every page of the console, for what is asked of each: accessibility, width, a picture.

/** [name, path]; `{lead}` and `{queued}` stand for the ids of leads that are there. */
const addresses = [
  ["today", "/"],
  ["today-owner", "/?of={lead}"],
  ["leads", "/console/leads"],
  ["leads-none", "/console/leads?find=nobody%40example.com"],
  ["lead-timeline", "/console/leads/{lead}"],
  ["lead-why", "/console/leads/{lead}/why"],
  ["lead-events", "/console/leads/{lead}/events"],
  ["lead-pending", "/console/leads/{queued}/pending"],
  ["lead-missing", "/console/leads/lead_missing"],
  ["policies", "/console/policies"],
  ["policies-files", "/console/policies/active/files"],
  ["policies-compare", "/console/policies/active/compare"],
  ["policies-stage", "/console/policies/active/stage"],
  ["pools", "/console/pools"],
  ["agents", "/console/agents"],
  ["audit", "/console/audit"],
  ["reports", "/console/reports"],
  ["admin-users", "/console/admin"],
  ["admin-tokens", "/console/admin/tokens"],
  ["admin-sources", "/console/admin/sources"],
  ["admin-people", "/console/admin/people"],
  ["no-page", "/console/nothing"],
];

/** The addresses with ids of the server's own leads in them. */
export async function pagesOf(server) {
  const newest = async (status) => (await server.call("GET", `/v1/leads?status=${status}&limit=1`)).items[0].lead_id;
  const [routed, queued] = [await newest("routed"), await newest("queued")];
  return addresses.map(([name, path]) => [name, path.replace("{lead}", routed).replace("{queued}", queued)]);
}
