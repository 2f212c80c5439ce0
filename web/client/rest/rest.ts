import type { Problem } from '../../../protocol/results.ts';
import type {
  Attachment,
  AttachmentLink,
  BlockList,
  ErrorCode,
  InboxView,
  MarkReadResult,
  Message,
  MessagePage,
  NamedJob,
  NamedUser,
  NewAttachment,
  OwnChange,
  Preferences,
  PushKey,
  PushTarget,
  ReadsPage,
  SearchPage,
  Thread,
  ThreadPage,
  UnreadCount,
  UploadParts,
} from '../api/contract.ts';
import { failureOfGateway, failureOfThrown } from '../api/failures.ts';
import type { Failure, Result } from '../api/types.ts';
import { repeatAfterMs } from './repeats.ts';

/** Where REST is, and how its calls get tokens and are sent. */
export interface RestOptions {
  /** `https://HOST/api/chat`, or `/api/chat` on a page of the same origin. */
  apiUrl: string;
  /** @param refresh the last token was refused */
  token: (refresh: boolean) => Promise<string>;
  fetch?: typeof fetch;
  timeoutMs?: number;
  /** Whether the server accepts the user's token elsewhere: then a 401 means that the token is too young. */
  isAccepted?: () => boolean;
  /** Whether a read that was refused for its rate is repeated; by default it is. */
  repeats?: boolean;
  /** From 0 to below 1. Default: `Math.random`. */
  random?: () => number;
  /** Waits until a read that was refused for its rate may be repeated. Default: by `setTimeout`. */
  wait?: (ms: number) => Promise<void>;
}

export interface SendBody {
  content?: string;
  type?: 'text';
  client_message_id?: string;
  metadata?: Record<string, unknown>;
  after_seq?: number;
  reply_to?: number;
  attachments?: string[];
}

/** All endpoints of the contract. Promises resolve to a `Result` and never reject. */
export interface RestClient {
  listThreads(query?: {
    limit?: number;
    cursor?: string;
    is_active?: boolean;
    view?: InboxView;
  }): Promise<Result<ThreadPage>>;
  createThread(body: { client: NamedUser; freelancer: NamedUser; job?: NamedJob | null }): Promise<Result<Thread>>;
  findThread(query: { client: string; freelancer: string; job?: string }): Promise<Result<Thread>>;
  getThread(threadId: string): Promise<Result<Thread>>;
  setActive(threadId: string, isActive: boolean): Promise<Result<Thread>>;
  setOwn(threadId: string, change: OwnChange): Promise<Result<Thread>>;
  deleteThread(threadId: string): Promise<Result<void>>;
  listMessages(
    threadId: string,
    query?: { limit?: number; before_seq?: number; after_seq?: number; around_seq?: number },
  ): Promise<Result<MessagePage>>;
  sendMessage(threadId: string, body: SendBody): Promise<Result<Message>>;
  editMessage(threadId: string, seq: number, content: string, revision?: number): Promise<Result<Message>>;
  deleteMessage(threadId: string, seq: number): Promise<Result<Message>>;
  addReaction(threadId: string, seq: number, emoji: string): Promise<Result<Message>>;
  removeReaction(threadId: string, seq: number, emoji: string): Promise<Result<Message>>;
  listReads(threadId: string, seq: number): Promise<Result<ReadsPage>>;
  markRead(threadId: string, upToSeq?: number): Promise<Result<MarkReadResult>>;
  search(query: { q: string; limit?: number; cursor?: string }): Promise<Result<SearchPage>>;
  unreadCount(): Promise<Result<UnreadCount>>;
  block(userId: string): Promise<Result<void>>;
  unblock(userId: string): Promise<Result<void>>;
  listBlocks(): Promise<Result<BlockList>>;
  createUpload(threadId: string, body: NewAttachment): Promise<Result<UploadParts>>;
  /** Where to put the missing parts; `conflict` once the file is complete. */
  getUpload(threadId: string, attachmentId: string): Promise<Result<UploadParts>>;
  deleteUpload(threadId: string, attachmentId: string): Promise<Result<void>>;
  completeUpload(threadId: string, attachmentId: string): Promise<Result<Attachment>>;
  /** A link to a file, or to its preview, for five minutes. */
  getAttachment(threadId: string, attachmentId: string, query?: { preview?: boolean }): Promise<Result<AttachmentLink>>;
  pushKey(): Promise<Result<PushKey>>;
  subscribe(target: PushTarget): Promise<Result<void>>;
  unsubscribe(target: Pick<PushTarget, 'endpoint'>): Promise<Result<void>>;
  getPreferences(): Promise<Result<Preferences>>;
  putPreferences(preferences: Preferences): Promise<Result<Preferences>>;
}

type Query = Record<string, string | number | boolean | undefined>;
interface Call {
  query?: Query;
  body?: unknown;
}

function urlOf(base: string, path: string, query: Query = {}): string {
  const given = Object.entries(query).filter((pair) => pair[1] !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `${base.replace(/\/$/, '')}${path}${search === '' ? '' : `?${search}`}`;
}

/** The failure of a response other than 2xx: a problem of the contract, or `{message}` of the gateway itself. */
async function failureOf(response: Response): Promise<Failure> {
  const body = (await response.json().catch(() => ({}))) as Partial<Problem> & { message?: string };
  if (body.code === undefined) return failureOfGateway(body.message ?? response.statusText, response.status);
  const seconds = Number(response.headers.get('Retry-After') ?? NaN);
  const retryAfterMs = body.retry_after_ms ?? (Number.isNaN(seconds) ? undefined : seconds * 1000);
  return {
    code: body.code as ErrorCode,
    message: body.detail ?? response.statusText,
    ...(body.details && { details: body.details }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * How long to wait before a call is repeated whose token is too young: the issuer's clock is ahead, and the `iat` of a
 * fresh token in the future. A minute later it is in the past (WS-1 allows for so much).
 */
const youngTokenWaitsMs = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000];

type Answer<T> = { ok: true; value: T } | { ok: false; error: Failure; status?: number };

/** Creates a client for the REST API. It asks for a token at each call. */
export function createRestClient(options: RestOptions): RestClient {
  const doFetch = options.fetch ?? globalThis.fetch.bind(globalThis);

  async function send(method: string, path: string, { query, body }: Call, refresh = false): Promise<Response> {
    return doFetch(urlOf(options.apiUrl, path, query), {
      method,
      headers: {
        Authorization: `Bearer ${await options.token(refresh)}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(options.timeoutMs ?? 30_000),
    });
  }

  async function call<T>(method: string, path: string, parts: Call = {}): Promise<Result<T>> {
    for (let repeats = 0; ; repeats += 1) {
      const result = await callAged<T>(method, path, parts);
      if (result.ok || options.repeats === false) return result;
      const random = (options.random ?? Math.random)();
      const waitMs = repeatAfterMs({ method, failure: result.error, repeats, random });
      if (waitMs === null) return result;
      await (options.wait ?? sleep)(waitMs);
    }
  }

  /** Repeats a call with the same token while that is too young. */
  async function callAged<T>(method: string, path: string, parts: Call): Promise<Result<T>> {
    let answer = await callOnce<T>(method, path, parts, { refresh: true });
    const isYoung = () => !answer.ok && answer.status === 401 && options.isAccepted?.() === true;
    for (const waitMs of youngTokenWaitsMs) {
      if (!isYoung()) break;
      await (options.wait ?? sleep)(waitMs);
      answer = await callOnce<T>(method, path, parts, { refresh: false });
    }
    if (answer.ok) return answer;
    // The session has not ended: the connection still stands.
    return { ok: false, error: isYoung() ? { ...answer.error, code: 'internal' } : answer.error };
  }

  async function callOnce<T>(
    method: string,
    path: string,
    parts: Call,
    { refresh }: { refresh: boolean },
  ): Promise<Answer<T>> {
    try {
      const first = await send(method, path, parts);
      const response = first.status === 401 && refresh ? await send(method, path, parts, true) : first;
      if (!response.ok) return { ok: false, error: await failureOf(response), status: response.status };
      return { ok: true, value: (response.status === 204 ? undefined : await response.json()) as T };
    } catch (error) {
      return { ok: false, error: failureOfThrown(error) };
    }
  }

  const thread = (id: string) => `/threads/${encodeURIComponent(id)}/`;
  const block = (userId: string) => `/blocks/${encodeURIComponent(userId)}/`;
  const message = (id: string, seq: number) => `${thread(id)}messages/${seq}/`;
  const attachment = (id: string, attachmentId: string) =>
    `${thread(id)}attachments/${encodeURIComponent(attachmentId)}/`;
  const reaction = (id: string, seq: number, emoji: string) =>
    `${message(id, seq)}reactions/${encodeURIComponent(emoji)}/`;
  return {
    listThreads: (query) => call('GET', '/threads/', { query }),
    createThread: (body) => call('POST', '/threads/', { body }),
    findThread: (query) => call('GET', '/threads/by-participants/', { query }),
    getThread: (id) => call('GET', thread(id)),
    setActive: (id, isActive) => call('PATCH', thread(id), { body: { is_active: isActive } }),
    setOwn: (id, change) => call('PATCH', `${thread(id)}me/`, { body: change }),
    deleteThread: (id) => call('DELETE', thread(id)),
    listMessages: (id, query) => call('GET', `${thread(id)}messages/`, { query }),
    sendMessage: (id, body) => call('POST', `${thread(id)}messages/`, { body }),
    editMessage: (id, seq, content, revision) => call('PATCH', message(id, seq), { body: { content, revision } }),
    deleteMessage: (id, seq) => call('DELETE', message(id, seq)),
    addReaction: (id, seq, emoji) => call('PUT', reaction(id, seq, emoji)),
    removeReaction: (id, seq, emoji) => call('DELETE', reaction(id, seq, emoji)),
    listReads: (id, seq) => call('GET', `${message(id, seq)}reads/`),
    markRead: (id, upToSeq) => call('POST', `${thread(id)}mark-read/`, { body: { up_to_seq: upToSeq } }),
    search: (query) => call('GET', '/search/', { query }),
    unreadCount: () => call('GET', '/unread-count/'),
    block: (userId) => call('PUT', block(userId)),
    unblock: (userId) => call('DELETE', block(userId)),
    listBlocks: () => call('GET', '/blocks/'),
    createUpload: (id, body) => call('POST', `${thread(id)}attachments/`, { body }),
    getUpload: (id, attachmentId) => call('GET', `${attachment(id, attachmentId)}upload/`),
    deleteUpload: (id, attachmentId) => call('DELETE', `${attachment(id, attachmentId)}upload/`),
    completeUpload: (id, attachmentId) => call('POST', `${attachment(id, attachmentId)}complete/`),
    getAttachment: (id, attachmentId, query) => call('GET', attachment(id, attachmentId), { query }),
    pushKey: () => call('GET', '/push/key/'),
    subscribe: (body) => call('PUT', '/push/subscriptions/', { body }),
    unsubscribe: (body) => call('DELETE', '/push/subscriptions/', { body }),
    getPreferences: () => call('GET', '/me/preferences/'),
    putPreferences: (body) => call('PUT', '/me/preferences/', { body }),
  };
}
