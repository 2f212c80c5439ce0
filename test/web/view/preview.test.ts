import { describe, expect, test } from 'vitest';
import type { OutboxEntry } from '@marketplace-chat/client';
import type { Thread } from '../../../protocol/objects.ts';
import { previewOf, previewText, type PreviewInput } from '../../../web/components/view/preview.ts';

type LastMessage = NonNullable<Thread['last_message']>;

const last = (sender: string, preview: string, attachment: LastMessage['attachment'] = null) => ({
  last_message: { seq: 1, sender_id: sender, type: 'text', preview, attachment, sent_at: '2026-01-01T00:00:00.000Z' },
});
const entry = (status: OutboxEntry['status']) => ({ content: 'Unsent', files: [], status }) as unknown as OutboxEntry;
const sending = entry({ kind: 'sending' });
const failed = entry({ kind: 'failed', error: { code: 'forbidden', message: '' } });

const textOf = (input: Partial<PreviewInput>) =>
  previewText(previewOf({ thread: last('bob', 'Hello'), userId: 'alice', draft: '', unsent: null, ...input } as never));

describe('the preview of a conversation in the inbox', () => {
  test.each<[string, Partial<PreviewInput>]>([
    ['Hello', {}],
    ['You: Hello', { thread: last('alice', 'Hello') as PreviewInput['thread'] }],
    ['Photo', { thread: last('bob', '', { kind: 'image', name: 'a.jpg', count: 1 }) } as never],
    ['You: 3 files', { thread: last('alice', '', { kind: 'file', name: 'a.pdf', count: 3 }) } as never],
    ['No messages yet', { thread: { last_message: null } }],
    ['Message deleted', { thread: last('bob', '') as PreviewInput['thread'] }],
    ['Draft: Later', { draft: 'Later' }],
    ['Draft: Later', { draft: 'Later', unsent: sending }],
    ['Waiting to be sent: Unsent', { unsent: sending }],
    ['Not sent: Unsent', { unsent: failed, draft: 'Later' }],
  ])('reads %j', (text, input) => expect(textOf(input)).toBe(text));
});
