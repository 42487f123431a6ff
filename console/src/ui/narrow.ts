// Whether the page is as narrow as a phone: where what is read changes, and not only how it is laid out.
import { useSyncExternalStore } from "react";

// As the styles have it.
const narrow = window.matchMedia("(max-width: 760px)");

function onChange(changed: () => void): () => void {
  narrow.addEventListener("change", changed);
  return () => narrow.removeEventListener("change", changed);
}

export const useNarrow = (): boolean => useSyncExternalStore(onChange, () => narrow.matches);
