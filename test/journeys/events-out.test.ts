import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';

let app: LocalApp;
beforeAll(async () => {
  app = await startApp({ CHAT_EVENTS: 'thread.created,message.created,message.read' });
});
afterAll(() => app.stop());

type BusEvent = { bus: string; event: { source: string; 'detail-type': string; detail: Record<string, any> } };

/** Waits until `count` events of the thread are on the bus, and returns them. */
async function eventsOf(threadId: string, count: number): Promise<BusEvent['event'][]> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const all = (await (await fetch(`${app.url}/dev/events`)).json()) as BusEvent[];
    const own = all.filter(
      ({ bus, event }) => bus === 'chat-local' && event.source === 'chat' && event.detail.thread_id === threadId,
    );
    if (own.length >= count) return own.map(({ event }) => event);
    if (Date.now() > deadline) throw new Error(`${own.length} of ${count} events came: ${JSON.stringify(own)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('EVT-1, EVT-2: a new thread, a message and its reading are put on the bus, without the text', async () => {
  const [client, freelancer] = await Promise.all([app.token('events-c'), app.token('events-f')]);
  const { body: thread } = await app.rest(client, 'POST', '/threads/', {
    client: { id: 'events-c' },
    freelancer: { id: 'events-f' },
  });
  const id = String(thread.id);
  await app.rest(client, 'POST', `/threads/${id}/messages/`, { content: 'not for the bus' });
  await app.rest(freelancer, 'POST', `/threads/${id}/mark-read/`, {});
  const events = await eventsOf(id, 3);
  expect(events.map((event) => event['detail-type']).sort()).toEqual([
    'message.created',
    'message.read',
    'thread.created',
  ]);
  expect(events.find((event) => event['detail-type'] === 'message.created')?.detail).toMatchObject({
    thread_id: id,
    seq: 1,
    sender: { id: 'events-c' },
    recipients: [{ id: 'events-f' }],
  });
  expect(JSON.stringify(events)).not.toContain('not for the bus');
});

it('EVT-3: with all kinds off the stream is read without an error, and nothing is put on the bus', async () => {
  const quiet = await startApp({ CHAT_EVENTS: 'off' });
  onTestFinished(async () => void (await quiet.stop()));
  const client = await quiet.token('events-c');
  const people = { client: { id: 'events-c' }, freelancer: { id: 'events-f' } };
  const { body: thread } = await quiet.rest(client, 'POST', '/threads/', people);
  await quiet.rest(client, 'POST', `/threads/${thread.id}/messages/`, { content: 'hello' });
  const calls = async () => (await quiet.call('GET', '/dev/stats')).body.lambda.by_function['publish-changes'];
  await expect.poll(calls, { timeout: 20_000 }).toMatchObject({ errors: 0 });
  expect((await quiet.call('GET', '/dev/events')).body).toEqual([]);
});
