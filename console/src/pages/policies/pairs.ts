// Figures of two versions as pairs to draw.
import type { Pair } from "./PairChart";

export type Pairs = Readonly<Record<string, { before: number; after: number }>>;

// As many as have room for their names.
const most = 10;

/** Those that differ, the greatest difference first. */
export function differing(pairs: Pairs, nameOf: (id: string) => string): Pair[] {
  return pairsOf(pairs, nameOf)
    .filter((pair) => pair.before !== pair.after)
    .sort((one, other) => Math.abs(other.after - other.before) - Math.abs(one.after - one.before));
}

export const pairsOf = (pairs: Pairs, nameOf: (id: string) => string): Pair[] => Object.entries(pairs).map(([id, { before, after }]) => ({ name: nameOf(id), before, after }));

export const drawn = (pairs: readonly Pair[]): readonly Pair[] => pairs.slice(0, most);
