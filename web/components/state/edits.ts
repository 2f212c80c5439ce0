import { createStore } from '@marketplace-chat/react';
import type { Message } from '../../../protocol/objects.ts';

/** A message whose text is being changed. Kept beside the rows, which come and go with scrolling. */
export interface Edit {
  text: string;
  /** Just started: the field takes the focus, once. */
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

/** On signing out: who comes next reads none of it. */
export function forgetEdits(): void {
  edits.set(new Map());
}
