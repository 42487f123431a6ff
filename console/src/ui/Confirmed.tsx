import type { ReactNode } from "react";
import { Dialog } from "./Dialog";
import { sayProblem } from "./State";

interface Props {
  title: string;
  open: boolean;
  onClose: () => void;
  /** What the button says; the dialog's title where nothing is given. */
  action?: string;
  pending: boolean;
  error: Error | null;
  danger?: boolean;
  onConfirm: () => void;
  children: ReactNode;
}

/** Asks before something is done, and says what it changes; stays open where it fails, with the reason. */
export function Confirmed({ title, open, onClose, action = title, pending, error, danger = false, onConfirm, children }: Props) {
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <div className="fields">
        {children}
        <p role="alert" className="bad-text">
          {error !== null && sayProblem(error)}
        </p>
        <button type="button" className={danger ? "button danger" : "button primary"} disabled={pending} onClick={onConfirm}>
          {action}
        </button>
      </div>
    </Dialog>
  );
}
