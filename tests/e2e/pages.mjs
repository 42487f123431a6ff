// Every page of the console, for what is asked of each: accessibility, width, a picture.
import { furnishedDesk } from "./desk.mjs";
import { furnishedModels } from "./models.mjs";
import { furnishedPolicies } from "./trial.mjs";

/**
 * [name, path]; what stands in braces are ids of leads and requests that are there. Those with `twice` are looked at once
 * in each theme and once in each width, the others in each of both.
 */
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
  ["desk", "/console/desk"],
  ["desk-none", "/console/desk?status=Rejected"],
  ["desk-new", "/console/desk/new"],
  ["desk-request", "/console/desk/{done}"],
  ["desk-waiting", "/console/desk/{waiting}"],
  ["desk-missing", "/console/desk/REV-1"],
  ["desk-approvals", "/console/desk/approvals"],
  ["desk-approval", "/console/desk/approvals/{escalated}"],
  ["desk-documents", "/console/desk/documents"],
  ["desk-document", "/console/desk/documents/lead-ownership?from=18&cited=2"],
  ["desk-document-new", "/console/desk/documents?add=1"],
  ["policies", "/console/policies"],
  ["policies-files", "/console/policies/active/files"],
  ["policies-tests", "/console/policies/active/tests"],
  ["policies-trial", "/console/policies/{trial}/stage"],
  ["policies-compare", "/console/policies/active/compare"],
  ["policies-stage", "/console/policies/active/stage"],
  ["moves", "/console/policies/moves"],
  ["watch", "/console/policies/watch", "twice"],
  ["tables", "/console/policies/tables/territories", "twice"],
  ["pools", "/console/pools"],
  ["queues-unassigned", "/console/queues/unassigned"],
  ["queues-held", "/console/queues/held", "twice"],
  ["queues-exceptions", "/console/queues/exceptions", "twice"],
  ["notices", "/console/notices"],
  ["notices-settings", "/console/notices/settings", "twice"],
  ["availability", "/console/availability", "twice"],
  ["availability-person", "/console/availability/{owner}"],
  ["availability-import", "/console/availability/import", "twice"],
  ["agents", "/console/agents"],
  ["models", "/console/models", "twice"],
  ["models-calibration", "/console/models/score_lead/calibration"],
  ["models-drift", "/console/models/score_lead/drift", "twice"],
  ["models-groups", "/console/models/score_lead/groups", "twice"],
  ["models-history", "/console/models/score_lead/history", "twice"],
  ["models-card", "/console/models/score_lead/card", "twice"],
  ["audit", "/console/audit"],
  ["audit-search", "/console/audit?search=1&type=OwnerAssigned"],
  ["reports", "/console/reports"],
  ["reports-turns", "/console/reports/turns?days=7"],
  ["reports-records", "/console/reports/rules/records?days=7&figure=decisions"],
  ["admin-users", "/console/admin"],
  ["admin-tokens", "/console/admin/tokens"],
  ["admin-sources", "/console/admin/sources"],
  ["admin-people", "/console/admin/people"],
  ["admin-access", "/console/admin/access", "twice"],
  ["admin-flags", "/console/admin/flags"],
  ["admin-environment", "/console/admin/environment", "twice"],
  ["admin-readings", "/console/admin/readings"],
  ["admin-retention", "/console/admin/retention", "twice"],
  ["no-page", "/console/nothing"],
];

/** The addresses with ids of the server's own leads and requests in them. */
export async function pagesOf(server) {
  // Its leads are waited for until the lists show them, and with them every lead from before.
  const desk = await furnishedDesk(server);
  const newest = async (status) => (await server.call("GET", `/v1/leads?status=${status}&limit=1`)).items[0];
  const routed = await newest("routed");
  const ids = { ...desk, lead: routed.lead_id, owner: routed.owner.id, queued: (await newest("queued")).lead_id };
  await furnishedModels(server);
  server.verified ??= server.call("POST", "/v1/audit/verify", { views: true });
  await server.verified;
  ids.trial = await furnishedPolicies(server);
  return addresses.map(([name, path, how]) => [name, path.replace(/\{(\w+)\}/g, (_, id) => ids[id]), how === "twice"]);
}
