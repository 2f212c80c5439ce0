import { limits } from '../../protocol/limits.ts';
import type { UserEndpoint } from '../../lambdas/gateway/answer-request.ts';
import type { Request, Socket } from '../../measure/events.ts';
import type { AbuseCase } from './abuse-case.ts';
import { perSecond, searchLimit, threadLimit } from './rates.ts';
import { narrowText, wideMetadata, wideText, type Scene } from './scene.ts';

type RequestCase = Omit<AbuseCase, 'who'>;

/** A request of the hostile user. `path` begins in the thread if it begins with `…`. */
function ask(method: Request['method'], path: string, rest: { query?: string; body?: unknown } = {}) {
  return (scene: Scene, threadId = scene.chat.threadId) =>
    scene.request(scene.chat.alice, {
      method,
      path: path.replace('…', `/threads/${threadId}`),
      ...(rest.query !== undefined && { query: rest.query }),
      ...(rest.body !== undefined && { body: JSON.stringify(rest.body) }),
    });
}

const inOther = (request: ReturnType<typeof ask>) => (scene: Scene) => request(scene, scene.chat.otherThreadIds[0]);
const inWide = (request: ReturnType<typeof ask>) => (scene: Scene) => request(scene, scene.wideThreadId);

const search = (q: string) => (scene: Scene) =>
  scene.request(scene.verbose, { method: 'GET', path: '/search/', query: `q=${encodeURIComponent(q)}&limit=50` });

const threadsPerHour = perSecond(threadLimit) * 3_600;
const searchesPerHour = perSecond(searchLimit) * 3_600;

function newThread(scene: Scene): unknown {
  const id = `somebody-new-${scene.traffic.calls}-${Math.random()}`;
  return { client: { id: scene.chat.alice.userId }, freelancer: { id, username: 'x'.repeat(64) } };
}

const between = (client: Socket, freelancer: Socket) => ({
  client: { id: client.userId },
  freelancer: { id: freelancer.userId },
});

const create = (scene: Scene, body: unknown) =>
  scene.request(scene.chat.alice, { method: 'POST', path: '/threads/', body: JSON.stringify(body) });

/** A block of the other user in one of the threads, or its end. */
const blockPeer = (method: 'PUT' | 'DELETE') => (scene: Scene) =>
  ask(method, `/blocks/${scene.chat.peer(0).userId}/`)(scene);

/** A subscription that nobody has had, with the longest endpoint. */
function subscribeAnew(scene: Scene): Promise<unknown> {
  const path = String(Math.random()).slice(2);
  const endpoint = `https://push.example.com/${path}`.padEnd(limits.pushEndpointChars, 'x');
  const keys = { p256dh: 'x'.repeat(87), auth: 'x'.repeat(22) };
  return ask('PUT', '/push/subscriptions/', { body: { endpoint, keys } })(scene);
}

/** Closes or opens a thread. Each time it changes, since the one before did the other. */
function toggled(method: 'PUT' | 'PATCH'): RequestCase {
  return {
    what: `${method} of a thread, closing and reopening in turn`,
    async run(scene) {
      for (const is_active of [false, true]) await ask(method, '…/', { body: { is_active } })(scene);
    },
  };
}

/** What a user can do by each endpoint, at its most expensive. The compiler asks for the cases of a new endpoint. */
export const userRequests: Record<UserEndpoint, RequestCase[]> = {
  listThreads: [
    { what: 'GET threads, limit=100', run: ask('GET', '/threads/', { query: 'limit=100' }) },
    {
      what: 'GET threads that are archived, of which there is none',
      run: ask('GET', '/threads/', { query: 'limit=100&view=archived' }),
    },
    {
      what: 'GET threads that are inactive, of which there is none',
      run: ask('GET', '/threads/', { query: 'limit=100&is_active=false' }),
    },
  ],
  createThread: [
    {
      what: 'POST threads, a new one',
      run: (scene) => create(scene, newThread(scene)),
      events: 1,
      perHourMax: threadsPerHour,
    },
    {
      what: 'POST threads, one that is there',
      run: (scene) => create(scene, between(scene.chat.alice, scene.chat.bob)),
    },
    {
      what: 'DELETE and POST of the same thread in turn',
      async run(scene) {
        await inOther(ask('DELETE', '…/'))(scene);
        await create(scene, between(scene.chat.alice, scene.chat.peer(0)));
      },
    },
    {
      what: 'POST threads between others',
      isRefused: true,
      run: (scene) => create(scene, { client: { id: 'a' }, freelancer: { id: 'b' } }),
    },
  ],
  findThread: [
    {
      what: 'GET by-participants',
      run: (scene) =>
        ask('GET', '/threads/by-participants/', {
          query: `client=${scene.chat.alice.userId}&freelancer=${scene.chat.bob.userId}`,
        })(scene),
    },
  ],
  getThread: [{ what: 'GET of a thread', run: ask('GET', '…/') }],
  putThread: [toggled('PUT')],
  patchThread: [toggled('PATCH')],
  deleteThread: [
    {
      what: 'DELETE of a thread, again and again',
      prepare: inOther(ask('DELETE', '…/')),
      run: inOther(ask('DELETE', '…/')),
    },
  ],
  setOwn: [
    {
      what: 'PATCH of the own side of a thread, back and forth',
      async run(scene) {
        for (const is of [true, false])
          await ask('PATCH', '…/me/', { body: { pinned: is, archived: is, marked_unread: is } })(scene);
      },
    },
  ],
  listMessages: [
    { what: 'GET messages, 50 of 200 characters', run: ask('GET', '…/messages/') },
    {
      what: 'GET messages, limit=100, of the largest size',
      run: inWide(ask('GET', '…/messages/', { query: 'limit=100' })),
    },
    {
      what: 'GET messages, after_seq, limit=100, of the largest size',
      run: inWide(ask('GET', '…/messages/', { query: 'limit=100&after_seq=0' })),
    },
  ],
  sendMessage: [
    {
      what: 'POST message of the largest size',
      run: inWide(ask('POST', '…/messages/', { body: { content: wideText, metadata: wideMetadata } })),
      events: 1,
    },
  ],
  // The storage takes the bytes; what is measured here is what the table sees.
  createUpload: [
    {
      what: 'POST of a new upload of 16 MB, as many as a day has',
      run: ask('POST', '…/attachments/', { body: { name: 'x'.repeat(255), content_type: '', size: 16 * 1024 * 1024 } }),
      perHourMax: 200,
    },
    {
      what: 'POST of a new upload that is too large',
      run: ask('POST', '…/attachments/', { body: { name: 'x', content_type: '', size: 2 ** 40 } }),
      isRefused: true,
    },
  ],
  getUpload: [
    { what: 'GET of an upload that does not exist', run: ask('GET', '…/attachments/none/upload/'), isRefused: true },
  ],
  deleteUpload: [
    {
      what: 'DELETE of an upload that does not exist',
      run: ask('DELETE', '…/attachments/none/upload/'),
      isRefused: true,
    },
  ],
  completeUpload: [
    {
      what: 'POST of the end of an upload that does not exist',
      run: ask('POST', '…/attachments/none/complete/'),
      isRefused: true,
    },
  ],
  getAttachment: [
    { what: 'GET of a file that does not exist', run: ask('GET', '…/attachments/none/'), isRefused: true },
  ],
  addReaction: [
    {
      what: 'PUT and DELETE of a reaction in turn, on a message of the largest size',
      async run(scene) {
        for (const method of ['PUT', 'DELETE']) await inWide(ask(method, '…/messages/2/reactions/👍/'))(scene);
      },
    },
  ],
  removeReaction: [
    { what: 'DELETE of a reaction that is not there', run: ask('DELETE', '…/messages/1/reactions/🎉/') },
  ],
  editMessage: [
    {
      what: 'PATCH of a message of somebody else',
      isRefused: true,
      run: ask('PATCH', '…/messages/2/', { body: { content: narrowText } }),
    },
  ],
  deleteMessage: [
    { what: 'DELETE of a message of somebody else', isRefused: true, run: ask('DELETE', '…/messages/2/') },
  ],
  listReads: [{ what: 'GET reads of a message of the largest size', run: inWide(ask('GET', '…/messages/1/reads/')) }],
  markRead: [
    {
      what: 'POST mark-read, with nothing new',
      prepare: ask('POST', '…/mark-read/', { body: {} }),
      run: ask('POST', '…/mark-read/', { body: {} }),
    },
  ],
  unreadCount: [
    {
      what: 'GET unread-count, with 200 unread threads',
      run: (scene) => scene.request(scene.flooded, { method: 'GET', path: '/unread-count/' }),
    },
  ],
  // The second search: by then the process knows how large the messages are.
  search: [
    {
      what: 'GET search of what no message has, among messages of the largest size',
      prepare: search('nowhere'),
      run: search('nowhere'),
      perHourMax: searchesPerHour,
    },
    {
      what: 'GET search of what every other letter of each message is',
      prepare: search('漢'),
      run: search('漢'),
      perHourMax: searchesPerHour,
    },
    {
      what: 'GET search with a query that makes no sense',
      isRefused: true,
      run: ask('GET', '/search/', { query: 'q=has:nothing' }),
    },
  ],
  block: [
    {
      what: 'PUT and DELETE of a block in turn',
      async run(scene) {
        await blockPeer('PUT')(scene);
        await blockPeer('DELETE')(scene);
      },
    },
  ],
  unblock: [{ what: 'DELETE of a block that is not there', run: blockPeer('DELETE') }],
  listBlocks: [{ what: 'GET blocks', run: ask('GET', '/blocks/') }],
  pushKey: [{ what: 'GET of the key of pushes', run: ask('GET', '/push/key/') }],
  subscribe: [
    {
      what: 'PUT of a new subscription of the largest size, where the oldest of 10 goes',
      async prepare(scene) {
        for (let count = 0; count < limits.pushSubscriptions; count += 1) await subscribeAnew(scene);
      },
      run: subscribeAnew,
    },
  ],
  unsubscribe: [
    {
      what: 'DELETE of a subscription that is not there',
      run: ask('DELETE', '/push/subscriptions/', { body: { endpoint: 'https://push.example.com/' } }),
    },
  ],
  getPreferences: [{ what: 'GET preferences, with 10 subscriptions', run: ask('GET', '/me/preferences/') }],
  putPreferences: [
    {
      what: 'PUT preferences, with 10 subscriptions',
      run: ask('PUT', '/me/preferences/', {
        body: { quiet_hours: { from: '22:00', to: '07:00', time_zone: 'America/Argentina/ComodRivadavia' } },
      }),
    },
  ],
};

/** Requests that no endpoint serves. */
export const otherRequests: RequestCase[] = [
  { what: 'a path that does not exist', isRefused: true, run: ask('GET', `/${'x'.repeat(4_000)}/`) },
  {
    what: 'a body of 64 KB that is no JSON',
    isRefused: true,
    run: ask('POST', '/threads/', { body: 'x'.repeat(64 * 1024 - 2) }),
  },
];
