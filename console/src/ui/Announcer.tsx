// What the page shows without anybody having pressed for it (nothing found, still waiting) is said to those who hear the page: a
// region that is there before it speaks, for one that comes with its words is often not heard.
import { useEffect, useState } from "react";

const speech = new EventTarget();

/** Says `text` once it has stood for so long. */
export function useAnnounced(text: string, afterMs = 0): void {
  useEffect(() => {
    const timer = setTimeout(() => speech.dispatchEvent(new CustomEvent("said", { detail: text })), afterMs);
    return () => clearTimeout(timer);
  }, [text, afterMs]);
}

/** One for the whole console. */
export function Announcer() {
  const [said, setSaid] = useState("");
  useEffect(() => {
    // The same again is no change that anybody would hear.
    const hear = (event: Event) => setSaid((before) => ((text: string) => (text === before ? `${text} ` : text))((event as CustomEvent<string>).detail));
    speech.addEventListener("said", hear);
    return () => speech.removeEventListener("said", hear);
  }, []);
  return (
    <div role="status" className="unseen">
      {said}
    </div>
  );
}
