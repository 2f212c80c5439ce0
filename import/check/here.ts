import { senderOf } from '../../lambdas/chat/model/participant.ts';
import type { Author, Thread } from '../../lambdas/chat/model/types.ts';
import type { Store } from '../../lambdas/chat/ports/store.ts';
import { digestOf } from '../map/message.ts';
import { logOf } from '../table/known-log.ts';
import { textHash } from './checksum.ts';

/** An imported message as the table has it, as short as can be: all of a thread are in memory at once. */
export interface HereMessage {
  seq: number;
  author: Author;
  sentAtMs: number;
  editedAtMs: number | null;
  isDeleted: boolean;
  /** What was imported, and what there is. They differ if it was changed here. */
  importedDigest: string;
  digest: string;
  textHash: string;
}

export interface HereLog {
  /** By their old ids. */
  imported: Map<string, HereMessage>;
  /** Whether messages were sent here. */
  isUsed: boolean;
  /** The seqs that are missing. */
  gaps: number[];
}

export const nothingHere: HereLog = { imported: new Map(), isUsed: false, gaps: [] };

export async function readHere(store: Store, thread: Thread): Promise<HereLog> {
  const log: HereLog = { imported: new Map(), isUsed: false, gaps: [] };
  let expected = 1;
  for await (const message of logOf(store, thread.id)) {
    const { id, seq, author, sentAtMs, editedAtMs, deletedAtMs, importDigest: importedDigest } = message;
    for (; expected < seq; expected += 1) log.gaps.push(expected);
    expected = seq + 1;
    if (importedDigest === undefined) log.isUsed = true;
    else
      log.imported.set(id, {
        ...{ seq, author, sentAtMs, editedAtMs, isDeleted: deletedAtMs !== null, importedDigest },
        digest: digestOf(message, senderOf(thread, message)?.id ?? ''),
        textHash: textHash(id, message.content),
      });
  }
  return log;
}
