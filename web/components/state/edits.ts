import { createStore } from '@marketplace-chat/react';
import type { Message } from '../../../protocol/objects.ts';

/** The text of a message that is being edited. Kept outside the rows, because scrolling removes them. */
export interface Edit {
  text: string;
  /** True until the text field has taken the focus. */
  fresh: boolean;
}

type Place = Pick<Message, 'thread_id' | 'seq'>;

const edits = createStore<ReadonlyMap<string, Edit>>(new Map());
const keyOf = ({ thread_id: threadId, seq }: Place) => `${threadId}:${seq}`;

export function useEdit(message: Place): Edit | null {
  return edits.use().get(keyOf(message)) ?? null;
}

export function startEdit(message: Message): void {
  edits.set(new Map(edits.get()).set(keyOf(message), { text: message.content, fresh: true }));
}

export function changeEdit(message: Place, text: string): void {
  edits.set(new Map(edits.get()).set(keyOf(message), { text, fresh: false }));
}

export function endEdit(message: Place): void {
  edits.set(new Map([...edits.get()].filter(([key]) => key !== keyOf(message))));
}

/** Drops all edits on signing out, so that the next user does not see them. */
export function forgetEdits(): void {
  edits.set(new Map());
}
