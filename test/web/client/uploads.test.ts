import { describe, expect, it } from 'vitest';
import { memoryOutbox } from '../../../web/client/outbox-store/memory.ts';
import { memoryUploads } from '../../../web/client/uploads/memory.ts';
import type { PutBytes } from '../../../web/client/api/upload-types.ts';
import type { Upload as Parts } from '../../../protocol/attachments.ts';
import { acceptSend, script, type RestAnswer } from './script.ts';
import { flush } from './world.ts';

const partBytes = 10;

/** A server that knows uploads, and a storage that keeps the parts it has got. */
class Storage {
  readonly kept = new Map<string, Set<number>>();
  readonly complete = new Set<string>();
  readonly puts: string[] = [];
  readonly calls: string[] = [];
  /** Answers instead of the storage. */
  put: PutBytes | null = null;
  refusal: RestAnswer | null = null;
  inFlight = 0;
  mostInFlight = 0;
  private created = 0;

  private uploadOf(id: string, size: number): Parts {
    const kept = this.kept.get(id)!;
    const parts = Array.from({ length: Math.ceil(size / partBytes) }, (_, index) => ({
      number: index + 1,
      from: index * partBytes,
      to: Math.min(size, (index + 1) * partBytes),
      url: kept.has(index + 1) ? null : `http://files/${id}/${index + 1}`,
      headers: {},
    }));
    return { attachment_id: id, parts, expires_at: '2026-01-01T01:00:00.000Z' };
  }

  readonly rest = (method: string, path: string, init: RequestInit): RestAnswer => {
    const [, id = ''] = /attachments\/([^/]*)/.exec(path) ?? [];
    if (!path.includes('/attachments/')) return { status: 200, body: { results: [], next_cursor: null } };
    this.calls.push(`${method} ${path.replace('/threads/t1/attachments/', '')}`);
    if (this.refusal) return this.refusal;
    if (path.endsWith('/complete/')) {
      this.complete.add(id);
      const size = this.sizes.get(id)!;
      return {
        status: 200,
        body: { id, kind: 'file', name: 'plan.pdf', content_type: 'application/pdf', size, state: 'ready' },
      };
    }
    if (method === 'GET') {
      if (this.complete.has(id)) return { status: 409, body: { code: 'conflict', detail: 'complete' } };
      return { status: 200, body: this.uploadOf(id, this.sizes.get(id)!) };
    }
    const created = `a${++this.created}`;
    this.kept.set(created, new Set());
    this.sizes.set(created, JSON.parse(init.body as string).size);
    return { status: 201, body: this.uploadOf(created, this.sizes.get(created)!) };
  };
  private readonly sizes = new Map<string, number>();

  readonly putBytes: PutBytes = async (url, headers, bytes, how) => {
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      await flush();
      if (this.put) return await this.put(url, headers, bytes, how);
      const [, id, number] = /files\/(\w+)\/(\d+)/.exec(url)!;
      this.kept.get(id!)!.add(Number(number));
      this.puts.push(`${number}: ${await bytes.text()}`);
      how.progress(bytes.size);
      return 200;
    } finally {
      this.inFlight -= 1;
    }
  };
}

const text = 'abcdefghijABCDEFGHIJ12345';
const file = () => new Blob([text], { type: 'application/pdf' });

/** A client with a storage. `stores` are what is left of an earlier run. */
function withStorage(storage: Storage, stores = { outboxStore: memoryOutbox(), uploadStore: memoryUploads() }) {
  return { ...script({ ...stores, putBytes: storage.putBytes }, storage.rest), storage, stores };
}

async function attached(storage = new Storage()) {
  const context = withStorage(storage);
  const socket = await context.joined();
  const upload = context.client.files.attach('t1', file(), { name: 'plan.pdf' });
  return { ...context, socket, upload };
}

const statusOf = ({ client }: Pick<ReturnType<typeof script>, 'client'>) => client.files.uploads[0]?.status.kind;

describe('an upload', () => {
  it('sends each part once and completes the file (ATT-1, ATT-3)', async () => {
    const context = await attached();
    await context.world.advance(1_000);
    expect(context.storage.puts).toEqual(['1: abcdefghij', '2: ABCDEFGHIJ', '3: 12345']);
    expect(context.storage.calls).toEqual(['POST ', 'POST a1/complete/']);
    expect(context.client.files.uploads).toMatchObject([
      { sentBytes: 25, status: { kind: 'done', attachment: { id: 'a1' } } },
    ]);
  });

  it('sends a bounded number of parts at a time', async () => {
    const context = withStorage(new Storage());
    await context.joined();
    context.client.files.attach('t1', new Blob(['x'.repeat(300)]), { name: 'long' });
    context.client.files.attach('t1', new Blob(['x'.repeat(300)]), { name: 'longer' });
    await context.world.advanceUntil(() => context.client.files.uploads.every(({ status }) => status.kind === 'done'));
    expect([context.storage.puts.length, context.storage.mostInFlight]).toEqual([60, 4]);
  });

  it('goes on after a lost network with the parts that are missing', async () => {
    const storage = new Storage();
    const put = storage.putBytes;
    storage.put = async () => Promise.reject(new Error('no network'));
    const context = await attached(storage);
    await context.world.advance(100);
    expect([statusOf(context), storage.puts]).toEqual(['uploading', []]);
    storage.put = null;
    await put('http://files/a1/2', {}, file().slice(10, 20), { signal: new AbortController().signal, progress() {} });
    await context.world.advanceUntil(() => statusOf(context) === 'done');
    expect(storage.puts).toEqual(['2: ABCDEFGHIJ', '1: abcdefghij', '3: 12345']);
  });

  it('asks for fresh URLs when the storage refuses those that have expired (ATT-2)', async () => {
    const storage = new Storage();
    storage.put = async () => 403;
    const context = await attached(storage);
    await context.world.advance(100);
    storage.put = null;
    await context.world.advanceUntil(() => statusOf(context) === 'done');
    expect(storage.calls).toContain('GET a1/upload/');
    expect(storage.complete).toEqual(new Set(['a1']));
  });

  it('stops when it is paused, and goes on', async () => {
    const storage = new Storage();
    storage.put = (_url, _headers, _bytes, { signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    const context = await attached(storage);
    await context.world.advance(100);
    context.client.files.pause(context.upload.id);
    await context.world.advance(600_000);
    expect([statusOf(context), storage.calls]).toEqual(['paused', ['POST ']]);
    storage.put = null;
    context.client.files.resume(context.upload.id);
    await context.world.advanceUntil(() => statusOf(context) === 'done');
  });

  it('is given up on the server too when it is removed (ATT-2)', async () => {
    const context = await attached();
    await context.world.advance(1_000);
    context.client.files.remove(context.upload.id);
    await flush();
    expect([context.client.files.uploads, context.storage.calls.at(-1)]).toEqual([[], 'DELETE a1/upload/']);
  });
});

describe('a message with files', () => {
  it('waits in the outbox until they are complete, and holds up no other message (ATT-4)', async () => {
    const storage = new Storage();
    storage.put = async () => 503;
    const context = await attached(storage);
    const { client, socket, upload, world } = context;
    client.sendMessage('t1', '', undefined, { uploads: [upload.id] });
    client.sendMessage('t1', 'and a word');
    await world.advance(100);
    expect(socket.last('send_message')).toMatchObject({ content: 'and a word' });
    acceptSend(socket, 4);
    storage.put = null;
    await world.advanceUntil(() => socket.count('send_message') === 2);
    expect(socket.last('send_message')).toMatchObject({ content: '', attachments: ['a1'] });
    acceptSend(socket, 5);
    await flush();
    expect([client.outbox, client.files.uploads]).toEqual([[], []]);
  });

  it('goes on after a reload where it was, and is sent once (ATT-2)', async () => {
    const storage = new Storage();
    const put = storage.putBytes;
    storage.put = () => new Promise(() => {});
    const before = await attached(storage);
    before.client.sendMessage('t1', 'the plan', undefined, { uploads: [before.upload.id] });
    await before.world.advance(100);
    storage.put = null;
    await put('http://files/a1/1', {}, file().slice(0, 10), { signal: new AbortController().signal, progress() {} });
    storage.puts.length = 0;

    const after = withStorage(storage, before.stores);
    const socket = await after.joined();
    await after.world.advanceUntil(() => socket.count('send_message') === 1);
    expect(storage.puts).toEqual(['2: ABCDEFGHIJ', '3: 12345']);
    expect(socket.last('send_message')).toMatchObject({ content: 'the plan', attachments: ['a1'] });
    acceptSend(socket, 4);
    await flush();
    expect(await before.stores.uploadStore.adopt('alice')).toEqual([]);
  });

  it('fails with the refusal of a file, and is sent when the retry succeeds (ATT-7)', async () => {
    const storage = new Storage();
    storage.refusal = { status: 413, body: { code: 'payload_too_large', detail: 'too large' } };
    const { client, socket, upload, world } = await attached(storage);
    client.sendMessage('t1', '', undefined, { uploads: [upload.id] });
    await world.advance(100);
    expect(client.outbox).toMatchObject([{ status: { kind: 'failed', error: { code: 'payload_too_large' } } }]);
    storage.refusal = null;
    client.retry(client.outbox[0]!.id);
    await world.advanceUntil(() => socket.count('send_message') === 1);
  });

  it('fails if the device has lost the file', async () => {
    const before = await attached(Object.assign(new Storage(), { put: () => new Promise(() => {}) }));
    before.client.sendMessage('t1', '', undefined, { uploads: [before.upload.id] });
    await before.world.advance(100);
    const after = withStorage(before.storage, { ...before.stores, uploadStore: memoryUploads() });
    await after.joined();
    await after.world.advance(100);
    expect(after.client.outbox).toMatchObject([{ status: { kind: 'failed', error: { code: 'storage' } } }]);
  });

  it('can be discarded while its files are on their way, on the server too (ATT-2)', async () => {
    const context = await attached(Object.assign(new Storage(), { put: async () => 503 }));
    const sent = context.client.sendMessage('t1', '', undefined, { uploads: [context.upload.id] });
    await context.world.advance(100);
    context.client.discard(sent.ok ? sent.value.id : '');
    await flush();
    expect([context.client.outbox, context.client.files.uploads]).toEqual([[], []]);
    expect(context.storage.calls.at(-1)).toBe('DELETE a1/upload/');
  });

  it('may have at most ten files', async () => {
    const { client } = await attached();
    const uploads = Array.from({ length: 11 }, () => client.files.attach('t1', file(), { name: 'plan.pdf' }).id);
    expect(client.sendMessage('t1', '', undefined, { uploads })).toMatchObject({
      ok: false,
      error: { code: 'bad_request', details: [{ field: 'attachments' }] },
    });
  });
});
