import type { PolicyVersion } from "../../api/types";
import { words } from "../../words/en";

const text = words.policies;

export function stageWords(version: PolicyVersion): string {
  return version.stage === "canary" && version.share !== null ? text.trialOn(version.share) : text.stages[version.stage];
}
