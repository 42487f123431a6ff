import { useRef, useState } from "react";
import { navigate, pathTo, usePlace } from "../../app/location";
import type { Finding } from "../../api/types";
import { Badge, Panel } from "../../ui/Parts";
import { Failed } from "../../ui/State";
import { words } from "../../words/en";
import { ConditionDialog } from "./ConditionDialog";
import { useCheck, type Checked, type Draft } from "./draft";
import { readsAsGrid } from "./grid";
import { TableEditor } from "./TableEditor";
import { TextEditor, type TextEditorHandle } from "./TextEditor";

const text = words.policies;

function Verdict({ checked, current }: { checked: Checked | undefined; current: boolean }) {
  if (checked === undefined || !current) return <Badge>{text.checking}</Badge>;
  const errors = checked.findings.filter((finding) => finding.severity === "error").length;
  const warnings = checked.findings.length - errors;
  if (checked.policy_version === null) return <Badge tone="bad">{text.broken(text.errors(errors))}</Badge>;
  return warnings === 0 ? <Badge tone="good">{text.clean}</Badge> : <Badge tone="wait">{text.compiles(text.warnings(warnings))}</Badge>;
}

function Findings({ findings, onGo }: { findings: Finding[]; onGo: (finding: Finding) => void }) {
  return (
    <ul className="findings" aria-label={text.findings}>
      {findings.map((finding, at) => (
        <li key={at}>
          <Badge tone={finding.severity === "error" ? "bad" : "wait"}>{text.severity[finding.severity]}</Badge>
          <div>
            <div>{finding.message}</div>
            <button type="button" className="button quiet" onClick={() => onGo(finding)}>
              {text.line(finding.file, finding.line, finding.column)}
            </button>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The files of a policy, with what is wrong with them said as they are typed. */
export function FilesTab({ draft, version }: { draft: Draft; version: string }) {
  const paths = Object.keys(draft.files).sort((one, other) => Number(one.includes("/")) - Number(other.includes("/")) || one.localeCompare(other));
  const asked = usePlace().query.get("file") ?? "";
  const path = paths.includes(asked) ? asked : (paths[0] ?? "policy.yaml");
  const setPath = (file: string) => navigate(pathTo("policies", version, "files", { file }), { replace: true });
  const [plain, setPlain] = useState(false);
  const editor = useRef<TextEditorHandle>(null);
  const { checked, current, error } = useCheck(draft.files);
  const content = draft.files[path] ?? "";
  const canBeTable = path.endsWith(".csv") && readsAsGrid(content);
  const asTable = canBeTable && !plain;
  const [building, setBuilding] = useState<number | null>(null);
  const hasConditions = path === "policy.yaml";
  const write = (next: string) => draft.write(path, next);
  const go = (finding: Finding) => {
    setPath(finding.file);
    setPlain(true);
    requestAnimationFrame(() => editor.current?.goTo(finding.line));
  };
  return (
    <>
      <div className="actions panel-gap" role="group" aria-label={text.files}>
        {paths.map((one) => (
          <button key={one} type="button" className="button" aria-pressed={one === path} onClick={() => setPath(one)}>
            {one}
          </button>
        ))}
      </div>
      <Panel
        title={path}
        note={<span role="status">{<Verdict checked={checked} current={current} />}</span>}
        actions={
          <>
            {hasConditions && (
              <button type="button" className="button" onClick={() => setBuilding(editor.current?.cursor() ?? 0)}>
                {words.conditions.open}
              </button>
            )}
            {canBeTable && (
              <button type="button" className="button" onClick={() => setPlain(!plain)}>
                {asTable ? text.asText : text.asTable}
              </button>
            )}
          </>
        }
      >
        {error !== null && <Failed error={error} />}
        {asTable ? (
          <TableEditor key={path} csv={content} onChange={write} />
        ) : (
          <TextEditor key={path} ref={editor} path={path} value={content} onChange={write} faulty={checked?.findings.filter((finding) => finding.file === path).map((finding) => finding.line) ?? []} />
        )}
        {checked !== undefined && checked.findings.length > 0 && <Findings findings={checked.findings} onGo={go} />}
      </Panel>
      <ConditionDialog version={version} path={path} files={draft.files} cursor={building} onClose={() => setBuilding(null)} onWrite={write} />
    </>
  );
}
