// Files that go with a request, checked here as far as a browser can; the server looks into them.
import { base64Of } from "../../ui/files";
import { words } from "../../words/en";

const text = words.requestForm;

// As src/desk/attachment.h has them.
const mostFiles = 5;
const mostBytes = 1 << 20;
const types = ["image/png", "image/jpeg", "image/gif", "application/pdf", "text/plain"];
export const acceptedTypes = types.join(",");

/** Why these cannot be sent; empty where they can. */
export function problemOfFiles(files: readonly File[]): string {
  if (files.length > mostFiles) return text.tooMany;
  for (const file of files) {
    if (file.size === 0) return text.empty(file.name);
    if (file.size > mostBytes) return text.tooLarge(file.name);
    if (file.type !== "" && !types.includes(file.type)) return text.wrongType(file.name);
  }
  return "";
}

export interface SentFile {
  name: string;
  content: string;
}

export async function encoded(file: File): Promise<SentFile> {
  return { name: file.name, content: await base64Of(file) };
}

/** Hands a file that came as base64 to the browser's own saving; nothing of it is ever shown as a page. */
export function saveFile(name: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
