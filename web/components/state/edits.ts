import type { ChatClient, Failure, Result } from '@marketplace-chat/client';
import { createStore } from '@marketplace-chat/react';
import type { Message } from '../../../protocol/objects.ts';

/** The text of a message that is being edited. Kept outside the rows, because scrolling removes them. */
export interface Edit {
  text: string;
  /** The message's own text that the user has seen and is changing. */
  base: string;
  /** True until the text field has taken the focus. */
  fresh: boolean;
}

type Place = Pick<Message, 'thread_id' | 'seq'>;

const edits = createStore<ReadonlyMap<string, Edit>>(new Map());
const keyOf = ({ thread_id: threadId, seq }: Place) => `${threadId}:${seq}`;

export function useEdit(message: Place): Edit | null {
  return edits.useRead((all) => all.get(keyOf(message)) ?? null);
}

export function startEdit(message: Message): void {
  const { content } = message;
  edits.set(new Map(edits.get()).set(keyOf(message), { text: content, base: content, fresh: true }));
}

export function changeEdit(message: Place, change: Partial<Edit>): void {
  const edit = edits.get().get(keyOf(message));
  if (edit !== undefined) edits.set(new Map(edits.get()).set(keyOf(message), { ...edit, ...change, fresh: false }));
}

export function endEdit(message: Place): void {
  edits.set(new Map([...edits.get()].filter(([key]) => key !== keyOf(message))));
}

/** Drops all edits on signing out, so that the next user does not see them. */
export function forgetEdits(): void {
  edits.set(new Map());
}

/**
 * Saves an edited text, unless the message's own text has become another one meanwhile, on another device of the user:
 * then `conflict`, and saving again replaces that text. A reaction that comes in between is no conflict.
 */
export async function saveEdit(client: ChatClient, message: Message, content: string): Promise<Result<Message>> {
  const base = edits.get().get(keyOf(message))?.base ?? message.content;
  if (message.content !== base) return changedMeanwhile(message);
  const result = await client.edit(message.thread_id, message.seq, content, message.revision);
  if (result.ok || result.error.code !== 'conflict') return result;
  const current = result.error.details?.find(({ current: found }) => found !== undefined)?.current;
  if (current === undefined || current.deleted_at !== null) return result;
  if (current.content !== base) return changedMeanwhile(current);
  return client.edit(message.thread_id, message.seq, content, current.revision);
}

function changedMeanwhile(current: Message): { ok: false; error: Failure } {
  changeEdit(current, { base: current.content });
  return { ok: false, error: { code: 'conflict', message: 'the text was changed on another device' } };
}
