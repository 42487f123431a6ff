import { words } from "../../words/en";
import { acceptedTypes, problemOfFiles } from "./files";

const text = words.requestForm;

/** Files that go with what is said; what is wrong with them is said by the form. */
export function FilesField({ files, onChange }: { files: readonly File[]; onChange: (files: File[]) => void }) {
  return (
    <label className="field">
      {text.files}
      <input type="file" multiple accept={acceptedTypes} aria-describedby="files-note" aria-invalid={problemOfFiles(files) !== ""} onChange={(event) => onChange([...(event.target.files ?? [])])} />
      <span id="files-note">{text.filesNote}</span>
    </label>
  );
}
