import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Thread } from '../../protocol/objects.ts';
import type { Device } from '../support/device.ts';
import type { Talk } from '../support/people.ts';
import { noLimits } from '../../measure/no-limits.ts';
import { isOverSockets, setUpChat } from './driver/chat.ts';
import { deathsOf, runUnder, type Death, type Ended, type FunctionName } from './driver/kills.ts';

const chat = setUpChat({ ...noLimits }, { hasStream: true, isAlone: true });

/** HE-1. */
const healedWithinMs = 10_000;

/**
 * Alice and Bob with two devices each; two messages of Alice, which Bob has not read. `key` is in every event of its
 * own.
 */
interface Scene {
  talk: Talk;
  key: string;
  joined: { alice: Device; bob: Device };
  elsewhere: { alice: Device; bob: Device };
}

async function aScene(): Promise<Scene> {
  const talk = await chat.talk();
  const { alice, bob, threadId } = talk;
  for (const number of [1, 2]) await talk.say(alice, `before ${number}`);
  const [atAlice, atBob, elseAlice, elseBob] = await Promise.all([
    alice.join(threadId),
    bob.join(threadId),
    alice.connect(),
    bob.connect(),
  ]);
  return {
    talk,
    key: randomUUID(),
    joined: { alice: atAlice, bob: atBob },
    elsewhere: { alice: elseAlice, bob: elseBob },
  };
}

/** What a call commits, and what everybody is to see of it in the end. */
interface Verb {
  title: string;
  function: FunctionName;
  prepare?: (scene: Scene) => Promise<unknown>;
  act: (scene: Scene) => Promise<unknown>;
  /** The job of the thread that the call creates; else it is the thread of the scene. */
  isNewThread?: true;
  /** The connection that asks gets the reply and no push. */
  asks?: 'alice';
  event: 'new_message' | 'message_edited' | 'message_deleted';
  message: { seq: number; content: string };
  last: { seq: number; preview: string };
  unread: { alice: number; bob: number };
}

const hello = 'Hello!';
const isSent = {
  event: 'new_message',
  message: { seq: 3, content: hello },
  last: { seq: 3, preview: hello },
  unread: { alice: 0, bob: 3 },
} as const;
const unchanged = { alice: 0, bob: 2 };
const frame = (action: string, fields: object) => async (scene: Scene) =>
  scene.joined.alice.send({ action, thread_id: scene.talk.threadId, ...fields });
const rest = (method: string, path: string, body?: object) => (scene: Scene) =>
  scene.talk.alice.rest(method, `${scene.talk.path}messages/${path}`, body);
const event = (fields: (scene: Scene) => object) => (scene: Scene) =>
  chat.invoke('system-message', { event_id: scene.key, event: 'hire', content: hello, ...fields(scene) });
const job = ({ key }: Scene) => ({ id: key, title: 'Another job' });

const verbs: Verb[] = [
  {
    ...isSent,
    title: 'send_message',
    function: 'frame',
    asks: 'alice',
    act: frame('send_message', { content: hello, client_message_id: 'key' }),
  },
  { ...isSent, title: 'POST …/messages/', function: 'http', act: rest('POST', '', { content: hello }) },
  {
    title: 'edit_message of the newest',
    function: 'frame',
    asks: 'alice',
    act: frame('edit_message', { seq: 2, content: hello }),
    event: 'message_edited',
    message: { seq: 2, content: hello },
    last: { seq: 2, preview: hello },
    unread: unchanged,
  },
  {
    title: 'PATCH of an older message',
    function: 'http',
    act: rest('PATCH', '1/', { content: hello }),
    event: 'message_edited',
    message: { seq: 1, content: hello },
    last: { seq: 2, preview: 'before 2' },
    unread: unchanged,
  },
  {
    title: 'delete_message',
    function: 'frame',
    asks: 'alice',
    act: frame('delete_message', { seq: 2 }),
    event: 'message_deleted',
    message: { seq: 2, content: '' },
    last: { seq: 2, preview: '' },
    unread: unchanged,
  },
  {
    ...isSent,
    title: 'a marketplace event',
    function: 'system-message',
    act: event(({ talk }) => ({ thread_id: talk.threadId })),
    unread: { alice: 1, bob: 3 },
  },
  {
    title: 'a marketplace event for a new thread',
    function: 'system-message',
    isNewThread: true,
    act: event((scene) => ({ client: scene.talk.alice.named, freelancer: scene.talk.bob.named, job: job(scene) })),
    event: 'new_message',
    message: { seq: 1, content: hello },
    last: { seq: 1, preview: hello },
    unread: { alice: 1, bob: 1 },
  },
  {
    ...isSent,
    title: 'a marketplace event for a deleted thread',
    function: 'system-message',
    prepare: ({ talk }) => talk.delete(talk.bob),
    act: event(({ talk }) => ({ thread_id: talk.threadId })),
    unread: { alice: 1, bob: 3 },
  },
];

/** Does it by a function that dies, or that lives. */
async function act(verb: Verb, scene: Scene, death?: Death): Promise<Ended> {
  await verb.prepare?.(scene);
  const match = verb.function === 'system-message' ? scene.key : scene.talk.threadId;
  return runUnder(chat, { function: verb.function, match, ...(death && { death }) }, () => verb.act(scene));
}

const isOf = (verb: Verb, { talk, key }: Scene, thread: Thread) =>
  verb.isNewThread ? thread.job?.id === key : thread.id === talk.threadId;

/** The open windows: those who have joined have the message, the other devices the thread as its user sees it. */
async function expectNotified(verb: Verb, scene: Scene, { hasReplied }: { hasReplied: boolean }): Promise<void> {
  const { talk, joined, elsewhere } = scene;
  for (const who of ['alice', 'bob'] as const) {
    const isUpdated = ({ data }: Device['frames'][number]) =>
      isOf(verb, scene, data.thread) &&
      data.thread.last_seq === verb.last.seq &&
      data.thread.last_message.preview === verb.last.preview &&
      data.thread.unread_count === verb.unread[who];
    const updates = elsewhere[who].frames.filter((one) => one.event === 'thread_updated');
    expect(updates.some(isUpdated), `thread_updated at ${who}'s: ${JSON.stringify(updates)}`).toBe(true);
    if (verb.isNewThread || (hasReplied && verb.asks === who)) continue;
    const { seq, content } = verb.message;
    expect(joined[who].frames.filter((one) => one.event === verb.event).map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ thread_id: talk.threadId, seq, content }),
    );
  }
}

/** The inbox and the counts. They read what the rows say, and mend nothing. */
async function expectListed(verb: Verb, scene: Scene): Promise<void> {
  for (const who of ['alice', 'bob'] as const) {
    const { results } = await scene.talk[who].get<{ results: Thread[] }>('/threads/');
    const thread = results.find((one) => isOf(verb, scene, one));
    expect(thread, who).toMatchObject({
      is_active: true,
      last_seq: verb.last.seq,
      last_message: { preview: verb.last.preview },
      unread_count: verb.unread[who],
    });
    const { threads } = await scene.talk[who].get('/unread-count/');
    expect(threads[thread!.id] ?? 0, who).toBe(verb.unread[who]);
  }
}

const isCommit = (call: string) => /(PutItem|TransactWriteItems)$/.test(call);

/** Whether the commit is done at that death, and whether everything is done but the reply. */
function reached(death: Death, { calls }: Ended): { isCommitted: boolean; hasReplied: boolean } {
  const wave = calls.findIndex((names) => names.some(isCommit));
  const isIn = death.wave === wave && death.done.includes(calls[wave]!.findIndex(isCommit));
  const isLast = death.wave === calls.length - 1 && death.done.length === calls.at(-1)!.length;
  return { isCommitted: death.wave > wave || isIn, hasReplied: isLast };
}

const callsAfterCommit = ({ calls }: Ended) => calls.length - calls.findIndex((names) => names.some(isCommit)) - 1;

/**
 * Over sockets a process that has not met the thread makes one call more, so how far it came can only be seen from the
 * calls that it has made.
 */
function reachedOverSockets(died: Ended, lived: Ended): ReturnType<typeof reached> {
  const isCommitted = died.died && died.calls.flat().some(isCommit);
  return { isCommitted, hasReplied: callsAfterCommit(died) >= callsAfterCommit(lived) };
}

/** Over sockets a test mostly waits, in process it moves the clock that all of them share. */
const testVerbs = isOverSockets ? test.concurrent : test;

describe('HE-1: a message whose function died after its commit', () => {
  testVerbs.each(verbs)('is in inboxes, counts and open windows by itself: $title', async (verb) => {
    const lived = await act(verb, await aScene());
    const scenes = await Promise.all(
      deathsOf(lived.calls).map(async (death) => {
        const scene = await aScene();
        const died = await act(verb, scene, death);
        return { scene, ...(isOverSockets ? reachedOverSockets(died, lived) : reached(death, lived)) };
      }),
    );
    const committed = scenes.filter(({ isCommitted }) => isCommitted);
    expect(committed.length, JSON.stringify(lived.calls)).toBeGreaterThan(3);
    await chat.within(healedWithinMs, async () => {
      for (const { scene, hasReplied } of committed) await expectNotified(verb, scene, { hasReplied });
      for (const { scene } of committed) await expectListed(verb, scene);
    });
  });

  testVerbs.each(verbs.filter((verb) => verb.function !== 'http'))(
    'is pushed once if its function lived: $title',
    async (verb) => {
      const scene = await aScene();
      await act(verb, scene);
      await chat.wait(healedWithinMs);
      const pushes = scene.joined.bob.frames.filter((one) => one.event === verb.event);
      expect(pushes).toHaveLength(verb.isNewThread ? 0 : 1);
    },
  );
});
