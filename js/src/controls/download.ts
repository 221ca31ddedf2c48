// A file for the reader to keep.
import { h } from "./dom";

/** Milliseconds after which the browser has certainly begun to read the file. */
const READ = 10_000;

export function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = h("a", { href: url, download: name, hidden: "" });
  // VS Code, whose pages may not download, hears of clicks on links that are in one, and saves the file itself.
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), READ);
}
