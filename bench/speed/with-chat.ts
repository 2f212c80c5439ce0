import type { Chat } from './chat.ts';

/** Starts a chat, measures, and stops it. An error includes the last lines that the server wrote to stderr. */
export async function withChat<C extends Chat, T>(
  start: () => Promise<C>,
  measure: (chat: C) => Promise<T>,
): Promise<T> {
  const chat = await start();
  try {
    return await measure(chat);
  } catch (cause) {
    const written = chat.server.stderr().trim().split('\n').slice(-5).join('\n');
    throw new Error(`${(cause as Error).message}\nThe server wrote: ${written}`, { cause });
  } finally {
    await chat.server.stop();
  }
}
