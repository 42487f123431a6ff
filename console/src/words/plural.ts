// Counts with their noun, and what else follows them; a count may be written already.
export const plural = (count: number | string, one: string, many: string) => `${count.toLocaleString("en")} ${String(count) === "1" ? one : many}`;
