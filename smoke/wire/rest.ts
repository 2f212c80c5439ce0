import { brief, expectThat } from '../report/outcome.ts';

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  /** Where redirects have led. */
  url: string;
  /** Parsed if it is JSON, else the text. */
  body: T;
}

const timeoutMs = 30_000;

/** One HTTP request; a body is sent as JSON. Redirects are followed. */
export async function request<T = unknown>(
  method: string,
  url: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer<T>> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method,
    headers: { ...type, ...headers },
    signal: AbortSignal.timeout(timeoutMs),
    ...json,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, url: response.url, body: parsed(text) as T };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** REST as one user. */
export class RestCaller {
  constructor(
    private readonly apiUrl: string,
    private readonly token: string,
  ) {}

  /**
   * The body of the answer; `path` is below the base path, as in `/threads/`. Fails with what came if the
   * status is another.
   */
  async expect<T = unknown>(status: number, method: string, path: string, body?: unknown): Promise<T> {
    const headers = { authorization: `Bearer ${this.token}` };
    const answer = await request<T>(method, this.apiUrl + path, { headers, body });
    expectThat(
      answer.status === status,
      `${method} ${path} answered ${answer.status} instead of ${status}: ${brief(answer.body)}`,
    );
    return answer.body;
  }
}
