import type { Message, Thread } from '../../protocol/objects.ts';
import type { DevelopmentIssuer } from '../issuer/development-issuer.ts';
import { demoUsers } from './demo-users.ts';

type Side = keyof typeof demoUsers;

const conversation: { from: Side; content: string }[] = [
  { from: 'client', content: 'Hi Bob, I saw your portfolio. Could you build the website for our bakery?' },
  { from: 'freelancer', content: 'Hi Alice, gladly! How many pages do you have in mind?' },
  {
    from: 'client',
    content: 'Five or six: start, breads, cakes, orders, about us, contact. The orders page matters most.',
  },
  { from: 'freelancer', content: 'That is about two weeks of work. I can start on Monday. 🥖' },
];

const job = { id: 'bakery-website', title: 'Website for a bakery' };

/** Writes the demo users' conversation through the app's own REST API, except what exists already. */
export async function writeDemoConversation(url: string, issuer: DevelopmentIssuer): Promise<void> {
  const { client, freelancer } = demoUsers;
  const tokens = { client: await issuer.sign(client), freelancer: await issuer.sign(freelancer) };
  const post = <T>(from: Side, path: string, body: unknown) =>
    postJson<T>(`${url}/api/chat${path}`, tokens[from], body);
  const participants = {
    client: { id: client.sub, username: client.username },
    freelancer: { id: freelancer.sub, username: freelancer.username },
  };
  const thread = await post<Thread>('client', '/threads/', { ...participants, job });
  for (const [index, { from, content }] of conversation.entries()) {
    if (index < thread.last_seq) continue;
    const repeatable = { client_message_id: `demo-${index + 1}`, after_seq: 0 };
    await post<Message>(from, `/threads/${thread.id}/messages/`, { content, ...repeatable });
  }
}

async function postJson<T>(url: string, token: string, body: unknown): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok)
    throw new Error(`the demo conversation cannot be written: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
