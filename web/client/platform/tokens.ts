import { ChatError } from '../../../protocol/errors.ts';
import type { Environment } from '../api/options.ts';
import type { TokenSource } from '../api/types.ts';

/** A token and what it says of itself. Nothing here is verified: the server does that. */
export interface Token {
  token: string;
  userId: string | null;
  /** On the server's clock; null where it does not expire or is no JWT. */
  expiresAtMs: number | null;
}

/** A token that ends sooner than this is not worth starting with. */
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

/** Keeps the token in use, and fetches another one when it runs out: once, however many ask at the same time. */
export class TokenKeeper {
  private current: Token | null = null;
  private fetching: Promise<Token> | null = null;

  constructor(
    private readonly source: TokenSource,
    private readonly environment: Environment,
    private readonly timeoutMs: number,
  ) {}

  /**
   * @param refresh the present one was refused or is about to expire
   * @throws ChatError `unauthorized` where there can be no other one; else what the source throws
   */
  async get(refresh = false): Promise<Token> {
    if (typeof this.source === 'string') {
      if (refresh)
        throw new ChatError('unauthorized', 'The token is not taken any more, and there is no way to get another one');
      return readToken(this.source);
    }
    if (!refresh && this.current && this.isFresh(this.current)) return this.current;
    this.fetching ??= this.fetch(this.source).finally(() => (this.fetching = null));
    return this.fetching;
  }

  private isFresh({ expiresAtMs }: Token): boolean {
    return expiresAtMs === null || expiresAtMs - this.environment.nowMs() > minLifeMs;
  }

  private async fetch(source: () => Promise<string>): Promise<Token> {
    this.current = readToken(await this.inTime(source()));
    return this.current;
  }

  /** A source that never answers must not keep later attempts waiting. */
  private inTime(answer: Promise<string>): Promise<string> {
    return new Promise((resolve, reject) => {
      const cancel = this.environment.after(this.timeoutMs, () => reject(new Error('The token did not come in time')));
      answer.then(resolve, reject).finally(cancel);
    });
  }
}
