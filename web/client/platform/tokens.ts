import { ChatError } from '../../../protocol/errors.ts';
import type { Environment } from '../api/options.ts';
import type { TokenSource, WhichToken } from '../api/types.ts';

/** A token and its claims. They are not verified: the server does that. */
export interface Token {
  token: string;
  userId: string | null;
  /** On the server's clock; null if it does not expire or is not a JWT. */
  expiresAtMs: number | null;
}

/** A token that expires sooner than this is not used. */
const minLifeMs = 5_000;

export function readToken(token: string): Token {
  try {
    const bytes = Uint8Array.from(atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')), (char) =>
      char.charCodeAt(0),
    );
    const { sub, exp } = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown; exp?: unknown };
    return {
      token,
      userId: typeof sub === 'string' ? sub : null,
      expiresAtMs: typeof exp === 'number' ? exp * 1000 : null,
    };
  } catch {
    return { token, userId: null, expiresAtMs: null };
  }
}

export interface TokenKeeperOptions {
  /** The time by which tokens expire. */
  serverNowMs: () => number;
  after: Environment['after'];
  /** The longest time of a fetch. */
  timeoutMs: number;
}

/** Keeps the current token, and fetches another one before it expires. Simultaneous calls share one fetch. */
export class TokenKeeper {
  private current: Token | null = null;
  private fetching: Promise<Token> | null = null;

  constructor(
    private readonly source: TokenSource,
    private readonly options: TokenKeeperOptions,
  ) {}

  /** @throws ChatError `unauthorized` if there is no other token; else what the source throws */
  async get(which: WhichToken = 'current'): Promise<Token> {
    if (typeof this.source === 'string') {
      if (which === 'another')
        throw new ChatError('unauthorized', 'The token is no longer accepted, and there is no way to get another one');
      return readToken(this.source);
    }
    if (which === 'current' && this.current && this.isFresh(this.current)) return this.current;
    this.fetching ??= this.fetch(this.source).finally(() => (this.fetching = null));
    return this.fetching;
  }

  private isFresh({ expiresAtMs }: Token): boolean {
    return expiresAtMs === null || expiresAtMs - this.options.serverNowMs() > minLifeMs;
  }

  private async fetch(source: () => Promise<string>): Promise<Token> {
    const token: unknown = await this.inTime(source());
    if (typeof token !== 'string' || token === '') throw new Error('The token function returned no token');
    this.current = readToken(token);
    return this.current;
  }

  /** Limits the time of a fetch, so that a source that never answers does not block later attempts. */
  private inTime(answer: Promise<string>): Promise<string> {
    return new Promise((resolve, reject) => {
      const cancel = this.options.after(this.options.timeoutMs, () =>
        reject(new Error('The token did not arrive in time')),
      );
      answer.then(resolve, reject).finally(cancel);
    });
  }
}
