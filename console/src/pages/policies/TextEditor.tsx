import { useImperativeHandle, useRef, type Ref } from "react";
import { words } from "../../words/en";

export interface TextEditorHandle {
  goTo: (line: number) => void;
  /** Where the cursor stands in the text. */
  cursor: () => number;
}

interface Props {
  ref: Ref<TextEditorHandle>;
  path: string;
  value: string;
  onChange: (next: string) => void;
  /** Lines with a finding. */
  faulty: readonly number[];
}

// As theme/parts.css sets it for `.editor`.
const lineHeight = 20;

/** A plain text area with numbered lines: every browser's own keys, selection and undo. */
export function TextEditor({ ref, path, value, onChange, faulty }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => ({
    goTo: (line) => {
      const at = value.split("\n").slice(0, Math.max(line - 1, 0)).join("\n").length;
      area.current?.focus();
      area.current?.setSelectionRange(at + (line > 1 ? 1 : 0), at + (line > 1 ? 1 : 0));
      if (area.current !== null) area.current.scrollTop = Math.max(0, (line - 5) * lineHeight);
    },
    cursor: () => area.current?.selectionStart ?? 0,
  }));
  const lines = value.split("\n").length;
  return (
    <div className="editor">
      <div className="editor-lines" aria-hidden="true">
        <div ref={gutter}>
          {Array.from({ length: lines }, (_, at) => (
            <div key={at} className={faulty.includes(at + 1) ? "faulty" : undefined}>
              {at + 1}
            </div>
          ))}
        </div>
      </div>
      <textarea
        ref={area}
        aria-label={words.policies.file(path)}
        value={value}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        onChange={(event) => onChange(event.target.value)}
        onScroll={(event) => {
          if (gutter.current !== null) gutter.current.style.transform = `translateY(${-event.currentTarget.scrollTop}px)`;
        }}
      />
    </div>
  );
}
