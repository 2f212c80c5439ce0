import type { Role } from '../../protocol/objects.ts';
import type { Author, LogMessage } from '../../lambdas/chat/model/types.ts';
import type { Store } from '../../lambdas/chat/ports/store.ts';

const pageRows = 1_000;

/** The log of a thread in the table, oldest first. */
export async function* logOf(store: Store, threadId: string): AsyncGenerator<LogMessage> {
  let from = 1;
  for (;;) {
    const range = { from, to: Number.MAX_SAFE_INTEGER, limit: pageRows, maxBytes: Infinity, end: 'low' } as const;
    const page = await store.listMessages(threadId, range);
    yield* page;
    if (page.length < pageRows) return;
    from = (page.at(-1)?.seq ?? from) + 1;
  }
}

/** What of a thread is in the table already. */
export interface KnownLog {
  /** By their old ids. */
  imported: Map<string, { seq: number; digest: string }>;
  /** Messages that were sent here. */
  own: { seq: number; author: Author }[];
  newest: LogMessage | undefined;
}

export async function readKnownLog(store: Store, threadId: string): Promise<KnownLog> {
  const known: KnownLog = { imported: new Map(), own: [], newest: undefined };
  for await (const message of logOf(store, threadId)) {
    const { id, seq, author, importDigest: digest } = message;
    if (digest === undefined) known.own.push({ seq, author });
    else known.imported.set(id, { seq, digest });
    known.newest = message;
  }
  return known;
}

/** How many messages for the role were sent here, up to a seq. */
export function ownOthers({ own }: KnownLog, role: Role, upToSeq: number): number {
  return own.filter(({ seq, author }) => seq <= upToSeq && author !== role).length;
}
