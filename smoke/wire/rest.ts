import { brief, expectThat } from '../check.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed if it is JSON, else the text. */
  body: any;
}

const timeoutMs = 30_000;

/** One HTTP request; a body is sent as JSON. Redirects are followed. */
export async function request(
  method: string,
  url: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer & { url: string }> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method,
    headers: { ...type, ...headers },
    signal: AbortSignal.timeout(timeoutMs),
    ...json,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, url: response.url, body: parsed(text) };
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

  /** `path` is below the base path, as in `/threads/`. */
  call(method: string, path: string, body?: unknown): Promise<Answer> {
    return request(method, this.apiUrl + path, { headers: { authorization: `Bearer ${this.token}` }, body });
  }

  /** The body of the answer. Fails with what came if the status is another. */
  async expect(status: number | number[], method: string, path: string, body?: unknown): Promise<any> {
    const answer = await this.call(method, path, body);
    const expected = [status].flat();
    expectThat(
      expected.includes(answer.status),
      `${method} ${path} answered ${answer.status} instead of ${expected.join(' or ')}: ${brief(answer.body)}`,
    );
    return answer.body;
  }
}
