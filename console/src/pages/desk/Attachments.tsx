// Files of a request, saved by the browser; nothing of them is shown as a page.
import { useMutation } from "@tanstack/react-query";
import { api, get } from "../../api/client";
import type { Attached, RequestDetail } from "../../api/desk";
import { Panel } from "../../ui/Parts";
import { sayProblem } from "../../ui/State";
import { words } from "../../words/en";
import { saveFile } from "./files";

const text = words.request;

/** `className`: of the list, which shows the files one below the other or in a line. */
export function FileList({ request, files, className }: { request: string; files: readonly Attached[]; className: string }) {
  const save = useMutation({
    mutationFn: async (file: number) => {
      const found = await get<{ name: string | null; content: string }>(api`/v1/cases/${request}/attachments/${file}`);
      saveFile(found.name ?? text.unnamed, found.content);
    },
  });
  return (
    <>
      <ul className={className}>
        {files.map((file) => (
          <li key={file.id}>
            <button type="button" className="button quiet file-button" aria-label={text.open(file.name ?? text.unnamed)} onClick={() => save.mutate(file.id)}>
              {file.name ?? text.unnamed}
            </button>{" "}
            <span className="soft">{text.size((Math.ceil(file.size / 102.4) / 10).toLocaleString("en"))}</span>
          </li>
        ))}
      </ul>
      {save.isError && (
        <p role="alert" className="panel-text bad-text">
          {sayProblem(save.error)}
        </p>
      )}
    </>
  );
}

/** Those that came with the request; what came with a message stands there. */
export function Attachments({ request }: { request: RequestDetail }) {
  const later = new Set(request.conversation.flatMap((said) => said.attachments));
  const files = request.attachments.filter((file) => !later.has(file.id));
  if (files.length === 0) return null;
  return (
    <Panel title={text.attachments}>
      <FileList request={request.request_id} files={files} className="panel-text plain-list" />
    </Panel>
  );
}
