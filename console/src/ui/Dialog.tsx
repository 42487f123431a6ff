import { useEffect, useId, useRef, type ReactNode } from "react";
import { words } from "../words/en";

interface Props {
  title: string;
  open: boolean;
  onClose: () => void;
  /** For what is worked in, rather than answered. */
  wide?: boolean;
  children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus, and Escape closes it. */
export function Dialog({ title, open, onClose, wide = false, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    if (open && !dialog.open) {
      dialog.showModal();
      // What is to be filled in comes first, not the button that closes.
      dialog.querySelector<HTMLElement>("input, select, textarea")?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog ref={ref} className={wide ? "dialog wide" : "dialog"} aria-labelledby={id} onClose={onClose}>
      {open && (
        <>
          <header className="dialog-head">
            <h2 id={id}>{title}</h2>
            <button type="button" className="button quiet" onClick={onClose}>
              {words.state.close}
            </button>
          </header>
          {children}
        </>
      )}
    </dialog>
  );
}
