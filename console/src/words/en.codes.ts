// Words for the codes that the API answers with: docs/desk.md, docs/lead-lifecycle.md. What has none
// here is shown with spaces between its words.
export const codeWords = {
  codes: {
    reasons: {
      which_record: "no record fits, so the requester was asked",
      unclear: "it stays unclear which record is meant",
      record_ended: "the record was merged, converted, deleted or opted out",
      record_waits: "the record waits for something else",
      strategic_account: "strategic account",
      named_account_conflict: "named account with another owner",
      duplicate_ownership: "records of one company have different owners",
      missing_firmographics: "facts about the company are missing",
      approval_required: "the policy asks a person first",
      held_by_rule: "the policy holds it",
      rule_unknown: "a rule could not be evaluated",
      no_rule_matched: "no rule fits",
      owner_unavailable: "whom the rules name is not active",
      no_citation: "no policy document speaks about it",
      passed_over: "their roles decide no requests",
      owner_corrected: "the owner was corrected",
      owner_is_right: "the owner is right",
      approved: "an approver approved it",
      declined: "an approver rejected it",
      withdrawn: "the requester withdrew it",
      duplicate: "asked before, and that request is open",
      never_answered: "the requester never answered",
      requester_forgotten: "the requester was forgotten",
      archived: "it was over long enough",
      owner_changed_outside: "the owner was changed outside the policy",
      next_in_pool: "next in turn",
      queued_by_rule: "the rule names the queue",
      nobody_available: "nobody is available",
      no_capacity: "everybody has their fill",
    } as Record<string, string>,
    tools: { get_lead: "Looked up the record", search_rules: "Asked the rules", search_documents: "Searched the policy documents", update_owner: "Changed the owner" } as Record<string, string>,
    outcomes: { found: "found", not_found: "not found", ended: "over already", cited: "cited", nothing: "nothing found", matched: "a rule fits", done: "done", failed: "failed" } as Record<string, string>,
    asks: { which_record: "which record is meant", more_information: "more information" } as Record<string, string>,
    timers: { remind: "reminder", expire: "time to decide is over", abandon: "no answer came", archive: "over long enough" } as Record<string, string>,
    fields: { "owner.id": "owner", "crm.status": "write-back", "match.outcome": "match", free_mail: "free mail provider", role_address: "role address" } as Record<string, string>,
  },
} as const;

export type CodeKind = keyof typeof codeWords.codes;

export const spaced = (code: string) => code.replaceAll("_", " ");

export function sayCode(kind: CodeKind, code: string): string {
  return codeWords.codes[kind][code] ?? spaced(code);
}

/** `OwnerAssigned` as people say it, and back; who knows the code's own word may type that. */
export const eventWords = (type: string) => type.replace(/(?<!^)(?=[A-Z][a-z])/g, " ").toLowerCase().replace(/^./, (first) => first.toUpperCase());
export const eventCode = (said: string) => said.replace(/(?:^|\s+)(\S)/g, (_, first: string) => first.toUpperCase());
