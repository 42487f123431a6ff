// A version on silent trial with leads that it would give to others, and a flag in it.

const lead = (number, employees) => ({ source: "web_form", last_name: `Tried ${number}`, company: `Tried ${number} GmbH`, country: "DE", employees, consent: number % 5 === 0 ? "unknown" : "given", external_id: `Y-${number}`, email: `y@tried-${number}.example` });

/** Publishes it as `stage`; its name. */
export async function flagged(server, stage, more = {}) {
  const { files } = await server.call("GET", "/v1/policies/active/files");
  const text = files["policy.yaml"]
    .replace("\nguards:", "\nflags:\n  fast_lane: {default: false}\nguards:")
    .replace("when: {lead.employees: 1000..}", "when: {lead.employees: 300.., flags.fast_lane: false}")
    .replace("hold: {queue: consent-check, reason: nobody knows whether we may write}", "reject: no_lawful_basis");
  return (await server.call("POST", "/v1/policies", { files: { ...files, "policy.yaml": text }, stage, ...more })).policy_version;
}

/** Once a server; the version's name. */
export function furnishedPolicies(server) {
  server.trial ??= (async () => {
    const version = await flagged(server, "shadow");
    for (let number = 0; number < 12; number++) await server.lead(lead(number, number % 2 === 0 ? 600 : 80));
    return version;
  })();
  return server.trial;
}
