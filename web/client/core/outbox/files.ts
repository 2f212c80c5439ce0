import type { Failure } from '../../api/types.ts';
import type { Turn } from '../machine/turn.ts';
import type { Entry } from '../state/client.ts';
import { save } from './entries.ts';

/** The unsent messages that wait for the file. */
function waitingFor(turn: Turn, upload: string): Entry[] {
  return [...turn.state.outbox.values()]
    .flat()
    .filter(({ files = [] }) => files.some((file) => file.upload === upload && file.attachment === null));
}

/** A file is complete: messages may name it. */
export function fileReady(turn: Turn, upload: string, attachment: string): void {
  for (const entry of waitingFor(turn, upload)) {
    const files = entry.files!.map((file) => (file.upload === upload ? { upload, attachment } : file));
    save(turn, entry, { files });
  }
}

/** A file cannot be sent, so neither can its message until the user decides. */
export function fileFailed(turn: Turn, upload: string, failure: Failure): void {
  for (const entry of waitingFor(turn, upload)) if (entry.failure === null) save(turn, entry, { failure });
}
