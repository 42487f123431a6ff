// What the picture of a flow and its list have in common.
import type { Flow } from "../api/types";
import { words } from "../words/en";

export interface LitPath {
  /** Steps that were passed on the way, and the one that decided. */
  passed: readonly string[];
  decided: string | null;
  target: string | null;
}

export type Light = "lit" | "passed" | "dim" | "plain";

// As the API names what takes leads that no rule fits.
const lastStep = "nothing_matched";

export function lightOf(name: string, lit: LitPath | undefined, chosen: string | null): Light {
  if (lit === undefined) return "plain";
  if (name === chosen) return "lit";
  return lit.passed.includes(name) ? "passed" : "dim";
}

/** What stands on a box: people by name, the last step by its word. */
export function titleOf(name: string, nameOf: (id: string) => string): string {
  return name === lastStep ? words.flow.fallback : nameOf(name);
}

// A line or two; the picture has all.
const fewest = 4;

/** Where a step leads, as words. */
export function listed(names: readonly string[]): string {
  return names.length <= fewest ? names.join(", ") : words.flow.andMore(names.slice(0, fewest - 1).join(", "), names.length - fewest + 1);
}

export const pitch = 74;
export const margin = 16;
// Taller pictures are moved about within this.
const maxHeight = 1400;

/** How high the picture of a flow is at `zoom`; known before what draws it has come. */
export const pictureHeight = (flow: Flow, zoom = 1): number => Math.min(maxHeight, Math.max(flow.steps.length, flow.targets.length) * pitch * zoom + 2 * margin);
