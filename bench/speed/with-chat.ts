import type { Chat } from './chat.ts';

/** Starts a chat, measures, and stops it. What goes wrong meanwhile is told with what the server had to say. */
export async function withChat<C extends Chat, T>(
  start: () => Promise<C>,
  measure: (chat: C) => Promise<T>,
): Promise<T> {
  const chat = await start();
  try {
    return await measure(chat);
  } catch (cause) {
    const said = chat.server.stderr().trim().split('\n').slice(-5).join('\n');
    throw new Error(`${(cause as Error).message}\nThe server said: ${said}`, { cause });
  } finally {
    await chat.server.stop();
  }
}
