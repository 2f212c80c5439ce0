import type { Environment } from '../api/options.ts';
import type { Failure } from '../api/types.ts';
import type { FileDetails, PutBytes, StoredUpload, Upload, UploadStatus, UploadStore } from '../api/upload-types.ts';
import type { RestClient } from '../rest/rest.ts';
import { retryAfterMs, runUpload } from './run-upload.ts';
import { Slots } from './slots.ts';

/** Files that are sent at the same time, and parts of all of them together. A part is in memory while it is sent. */
const filesAtOnce = 3;
const partsAtOnce = 4;
/** Progress is shown at most this often. */
const showEveryMs = 100;

export interface UploadParts {
  store: UploadStore;
  rest: RestClient;
  put: PutBytes;
  environment: Environment;
  /** How long the store may take. After that the upload goes on without it. */
  storeTimeoutMs: number;
  /** A file is complete, so that messages may name it. */
  ready: (uploadId: string, attachmentId: string) => void;
  failed: (uploadId: string, failure: Failure) => void;
  changed: (uploads: readonly Upload[]) => void;
}

/** An upload and what is under way for it. */
interface Live {
  stored: StoredUpload;
  sentBytes: number;
  failure: Failure | null;
  stop: AbortController | null;
}

/** The user's files on their way to the server. Each goes on by itself until it is there, refused or paused. */
export class Uploads {
  private readonly live = new Map<string, Live>();
  private readonly files = new Slots(filesAtOnce);
  private readonly slots = new Slots(partsAtOnce);
  private shown: readonly Upload[] = [];
  private cancelShow: (() => void) | null = null;
  private isRunning = false;

  constructor(private readonly parts: UploadParts) {}

  get all(): readonly Upload[] {
    return this.shown;
  }

  /** Adds a file and begins to send it. */
  add(userId: string, threadId: string, file: Blob, details: FileDetails): Upload {
    const id = this.parts.environment.newId();
    const about = { userId, threadId, file, details, entryId: null, isPaused: false };
    this.live.set(id, { stored: { id, ...about, attachmentId: null, attachment: null }, ...idle });
    void this.save(id);
    this.show();
    this.run(id);
    return this.shown.find((upload) => upload.id === id)!;
  }

  /** Goes on, also with what an earlier run of this user has left in the store. */
  async adopt(userId: string): Promise<void> {
    this.isRunning = true;
    for (const { stored } of this.live.values()) if (stored.userId === '') this.set(stored.id, { userId });
    const found = await this.inTime(this.parts.store.adopt(userId), []);
    for (const stored of found) if (!this.live.has(stored.id)) this.live.set(stored.id, { stored, ...idle });
    for (const id of this.live.keys()) this.run(id);
    this.show();
  }

  /** Stops all of them until `adopt`. */
  stop(): void {
    this.isRunning = false;
    for (const { stop } of this.live.values()) stop?.abort();
  }

  find(id: string): StoredUpload | null {
    return this.live.get(id)?.stored ?? null;
  }

  pause(id: string): void {
    this.set(id, { isPaused: true });
    this.live.get(id)?.stop?.abort();
    this.show();
  }

  /** Goes on with one that is paused or has failed. */
  resume(id: string): void {
    const upload = this.live.get(id);
    if (!upload) return;
    upload.failure = null;
    this.set(id, { isPaused: false });
    this.show();
    this.run(id);
  }

  /** Gives it up. What the server has of it is deleted, by the server itself if it cannot be reached now. */
  remove(id: string): void {
    const upload = this.live.get(id);
    if (!upload) return;
    this.drop(id);
    const { threadId, attachmentId } = upload.stored;
    if (attachmentId !== null) void this.parts.rest.deleteUpload(threadId, attachmentId);
  }

  /** The message of the outbox that these files go with. */
  assign(ids: readonly string[], entryId: string): void {
    for (const id of ids) this.set(id, { entryId });
    this.show();
  }

  /** The message has been sent, so its files need not be kept here. */
  release(entryId: string): void {
    for (const { stored } of this.live.values()) if (stored.entryId === entryId) this.drop(stored.id);
  }

  async clear(userId: string): Promise<void> {
    this.stop();
    this.live.clear();
    this.show();
    await this.inTime(this.parts.store.clear(userId), undefined);
  }

  private drop(id: string): void {
    this.live.get(id)?.stop?.abort();
    this.live.delete(id);
    void this.inTime(this.parts.store.remove(id), undefined);
    this.show();
  }

  private set(id: string, patch: Partial<StoredUpload>): void {
    const upload = this.live.get(id);
    if (!upload) return;
    upload.stored = { ...upload.stored, ...patch };
    void this.save(id);
  }

  private async save(id: string): Promise<void> {
    const upload = this.live.get(id);
    if (upload) await this.inTime(this.parts.store.put(upload.stored), undefined);
  }

  /** Starts it if it is to run and does not yet. */
  private run(id: string): void {
    const upload = this.live.get(id);
    if (!upload || !this.isRunning || upload.stop || upload.failure || upload.stored.isPaused) return;
    if (upload.stored.attachment) return this.parts.ready(id, upload.stored.attachment.id);
    const stop = new AbortController();
    upload.stop = stop;
    void this.files
      .run(() => this.sendUntilDone(id, stop.signal))
      .finally(() => {
        upload.stop = null;
        // It may have been resumed while it was stopping.
        this.run(id);
      });
  }

  private async sendUntilDone(id: string, signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const upload = this.live.get(id);
      if (!upload) return;
      const sentBefore = upload.sentBytes;
      const result = await runUpload(upload.stored, this.runOf(upload, signal));
      if (signal.aborted) return;
      if (result.ok) return this.complete(upload, result.value);
      // After progress the waits start again from the shortest: there is a network.
      if (upload.sentBytes > sentBefore) attempt = 0;
      const waitMs = retryAfterMs(result.error, attempt, this.parts.environment.random());
      if (waitMs === null) return this.fail(upload, result.error);
      await this.wait(waitMs, signal);
    }
  }

  private runOf(upload: Live, signal: AbortSignal): Parameters<typeof runUpload>[1] {
    const { id } = upload.stored;
    const began = (attachmentId: string) => {
      upload.stored = { ...upload.stored, attachmentId };
      return this.save(id);
    };
    const progress = (sentBytes: number) => {
      upload.sentBytes = sentBytes;
      this.showSoon();
    };
    return { rest: this.parts.rest, put: this.parts.put, slots: this.slots, signal, began, progress };
  }

  private complete({ stored }: Live, attachment: NonNullable<StoredUpload['attachment']>): void {
    this.set(stored.id, { attachment });
    this.show();
    this.parts.ready(stored.id, attachment.id);
  }

  private fail(upload: Live, failure: Failure): void {
    upload.failure = failure;
    this.show();
    this.parts.failed(upload.stored.id, failure);
  }

  private wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.parts.environment.after(ms, resolve);
      signal.addEventListener('abort', () => (cancel(), resolve()), { once: true });
    });
  }

  /** A store that does not answer or fails only means that a reload forgets the file. */
  private inTime<T>(answer: Promise<T>, otherwise: T): Promise<T> {
    return new Promise((resolve) => {
      const cancel = this.parts.environment.after(this.parts.storeTimeoutMs, () => resolve(otherwise));
      answer.then(resolve, () => resolve(otherwise)).finally(cancel);
    });
  }

  private showSoon(): void {
    this.cancelShow ??= this.parts.environment.after(showEveryMs, () => this.show());
  }

  private show(): void {
    this.cancelShow?.();
    this.cancelShow = null;
    this.shown = [...this.live.values()].map(viewOf);
    this.parts.changed(this.shown);
  }
}

const idle = { sentBytes: 0, failure: null, stop: null } as const;

function viewOf({ stored, sentBytes, failure }: Live): Upload {
  const { id, threadId, file, details, entryId, attachment } = stored;
  const bytes = attachment ? file.size : sentBytes;
  return { id, threadId, file, details, entryId, sentBytes: bytes, status: statusOf(stored, failure) };
}

function statusOf({ attachment, isPaused }: StoredUpload, failure: Failure | null): UploadStatus {
  if (attachment) return { kind: 'done', attachment };
  if (failure) return { kind: 'failed', error: failure };
  return { kind: isPaused ? 'paused' : 'uploading' };
}
