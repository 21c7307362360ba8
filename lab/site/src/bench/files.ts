// Files of the reader's: saved from the page, read into it, and followed on the disk.

import { type Followed, Refused, type Server } from "../page/server";

/** As the grader takes them. */
export const MAX_BYTES = 256 * 1024;
const TRY_AGAIN_MS = 2_000;

/** Hand a text to the browser as a file. */
export function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/x-python" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** The text of a file; none where it is not UTF-8. */
export function isText(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Hear of the file that the server follows, now and whenever it is saved. */
export async function follow(
  server: Server,
  onName: (name: string) => void,
  onText: (file: Followed, isFirst: boolean) => void,
): Promise<void> {
  const first = await server.file().catch(() => undefined);
  if (!first) return;
  onName(first.name);
  onText(first, true);
  let version = first.version;
  for (;;) {
    try {
      const changed = await server.file(version);
      if (!changed) continue;
      version = changed.version;
      onText(changed, false);
    } catch (error) {
      // A server that has gone may come back; one that refuses does not change its mind.
      if (error instanceof Refused) return;
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
}
