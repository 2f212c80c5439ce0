import type { ChatClient } from '@marketplace-chat/client';
import { readRecord } from './record.ts';

/** How long signing out waits for the server. */
const patienceMs = 3_000;

/** Ends the user's pushes to this browser, before they sign out: the next user must not see them. Never fails. */
export async function leavePushes(client: ChatClient | null, userId: string): Promise<void> {
  if (client === null || readRecord()?.userId !== userId) return;
  const end = async () => {
    const { pushesOf } = await import('./pushes.ts');
    await pushesOf(client, userId).turnOff();
  };
  const patience = new Promise<void>((resolve) => setTimeout(resolve, patienceMs));
  await Promise.race([end().catch(() => undefined), patience]);
}
