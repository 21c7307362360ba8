// The lab's own server, where the page came from one: its token stands behind the # of the page's address.

const KEY = "lab-token";
const HEADER = "X-Lab-Token";

export interface Followed {
  name: string;
  text: string;
  version: string;
}

export type Grading =
  | { done: number; total: number }
  | { report: string; verdict: string }
  | { failed: string };

/** The server refused, and said why; or it is gone. */
export class Refused extends Error {}

export class Server {
  private constructor(
    private readonly root: string,
    private readonly token: string,
  ) {}

  /** The server that this page has a token of; none where it is a static site. */
  static of(root: string): Server | undefined {
    const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? sessionStorage.getItem(KEY);
    if (!token) return undefined;
    // So that the other pages of the site find it too.
    sessionStorage.setItem(KEY, token);
    return new Server(root, token);
  }

  /** The file that the server follows: at once, or when it is another than that version. None where there is none. */
  async file(after?: string): Promise<Followed | undefined> {
    const query = after === undefined ? "" : `?after=${encodeURIComponent(after)}`;
    const response = await this.ask(`api/file${query}`, {});
    return response.status === 204 ? undefined : ((await response.json()) as Followed);
  }

  /** Grade a text: how far it is, and at the end the address of the report. Throws Refused. */
  async *grade(text: string, signal: AbortSignal): AsyncGenerator<Grading> {
    const response = await this.ask("api/grade", { method: "POST", body: text, signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const read = await reader?.read();
      if (!read || read.done) return;
      const lines = (rest + read.value).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield JSON.parse(line) as Grading;
    }
  }

  /** Where something of the server's lies. */
  address(place: string): string {
    return new URL(place, this.root).href;
  }

  private async ask(place: string, options: RequestInit): Promise<Response> {
    const response = await fetch(this.address(place), { ...options, headers: { [HEADER]: this.token } });
    if (!response.ok) throw new Refused(await response.text());
    return response;
  }
}
