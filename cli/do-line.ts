import type { ChatClient, Failure } from '@marketplace-chat/client';
import { commands, type TypedLine } from './typed-line.ts';

/**
 * Sends a message. Resolves with null once it is stored, or with the failure once it is refused. Waits while
 * disconnected.
 */
function send(client: ChatClient, threadId: string, content: string): Promise<Failure | null> {
  const taken = client.sendMessage(threadId, content);
  if (!taken.ok) return Promise.resolve(taken.error);
  const { id } = taken.value;
  return new Promise((resolve) => {
    const done = (failure: Failure | null) => {
      for (const stop of stops) stop();
      resolve(failure);
    };
    const stops = [
      client.on('sent', (sent) => sent.id === id && done(null)),
      client.on('outbox', (outbox) => {
        const entry = outbox.find((one) => one.id === id);
        if (entry?.status.kind !== 'failed') return;
        const { error } = entry.status;
        client.discard(id);
        done(error);
      }),
    ];
  });
}

/** Carries out a typed line. Resolves with null, or with the failure if it was refused. */
export async function doLine(client: ChatClient, threadId: string, line: TypedLine): Promise<Failure | null> {
  switch (line.kind) {
    case 'send':
      return send(client, threadId, line.content);
    case 'edit': {
      const edited = await client.edit(threadId, line.seq, line.content);
      return edited.ok ? null : edited.error;
    }
    case 'delete': {
      const deleted = await client.delete(threadId, line.seq);
      return deleted.ok ? null : deleted.error;
    }
    case 'unknown':
      return { code: 'bad_request', message: `not a command. ${commands}` };
    default:
      return null;
  }
}
