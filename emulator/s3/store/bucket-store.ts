import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findJson, writeJson } from '../../primitives/json-file.ts';
import type { ByteRange, ObjectRecord, PartRecord, Segment, UploadRecord } from './records.ts';

const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * One bucket in a folder: bytes in `data/`, a record of each object in `objects/`, and one of each unfinished upload
 * and its parts in `uploads/`. Records are read and written synchronously, so that no two requests mix; they are
 * replaced at once, so that a process that dies leaves the object as it was or as it is to be.
 */
export class BucketStore {
  constructor(private readonly folder: string) {
    for (const name of ['data', 'objects', 'uploads']) mkdirSync(join(folder, name), { recursive: true });
    this.#removeLeftovers();
  }

  /** The name of a data file that is to be written, and its path. */
  newFile(): { file: string; path: string } {
    const file = randomUUID();
    return { file, path: this.#dataPath(file) };
  }

  removeFiles(segments: Pick<Segment, 'file'>[]): void {
    for (const { file } of segments) rmSync(this.#dataPath(file), { force: true });
  }

  findObject(key: string): ObjectRecord | undefined {
    return findJson(this.#objectPath(key));
  }

  /** Replaces what was there. */
  putObject(record: ObjectRecord): void {
    const old = this.findObject(record.key);
    writeJson(this.#objectPath(record.key), record);
    this.removeFiles(old?.segments ?? []);
  }

  deleteObject(key: string): void {
    const segments = this.findObject(key)?.segments ?? [];
    rmSync(this.#objectPath(key), { force: true });
    this.removeFiles(segments);
  }

  /** The bytes of an object, read as they are consumed. */
  async *read({ segments }: ObjectRecord, { start, end }: ByteRange): AsyncGenerator<Buffer> {
    let offset = 0;
    for (const { file, size } of segments) {
      const [from, to] = [Math.max(0, start - offset), Math.min(size - 1, end - offset)];
      offset += size;
      if (from <= to) yield* createReadStream(this.#dataPath(file), { start: from, end: to });
    }
  }

  createUpload(record: UploadRecord): void {
    mkdirSync(this.#uploadPath(record.uploadId));
    writeJson(this.#uploadPath(record.uploadId, 'upload'), record);
  }

  /** Undefined if the upload is unknown, finished or of another key. */
  findUpload(uploadId: string, key: string): UploadRecord | undefined {
    if (!/^[\w-]{1,100}$/.test(uploadId)) return undefined;
    const record = findJson<UploadRecord>(this.#uploadPath(uploadId, 'upload'));
    return record?.key === key ? record : undefined;
  }

  uploads(): UploadRecord[] {
    const ids = readdirSync(join(this.folder, 'uploads'));
    return ids.flatMap((id) => findJson<UploadRecord>(this.#uploadPath(id, 'upload')) ?? []);
  }

  /** Replaces a part of the same number. */
  putPart(uploadId: string, part: PartRecord): void {
    const path = this.#uploadPath(uploadId, String(part.number));
    const old = findJson<PartRecord>(path);
    writeJson(path, part);
    this.removeFiles(old === undefined ? [] : [old]);
  }

  /** By number. */
  parts(uploadId: string): PartRecord[] {
    const names = readdirSync(this.#uploadPath(uploadId)).filter((name) => /^\d+\.json$/.test(name));
    const parts = names.flatMap((name) => findJson<PartRecord>(join(this.#uploadPath(uploadId), name)) ?? []);
    return parts.toSorted((a, b) => a.number - b.number);
  }

  /** Makes the object, and ends the upload that it names. Parts that it does not use are removed. */
  completeUpload(record: ObjectRecord & { uploadId: string }): void {
    const used = new Set(record.segments.map(({ file }) => file));
    const unused = this.parts(record.uploadId).filter(({ file }) => !used.has(file));
    this.putObject(record);
    rmSync(this.#uploadPath(record.uploadId), { recursive: true });
    this.removeFiles(unused);
  }

  abortUpload(uploadId: string): void {
    const parts = this.parts(uploadId);
    rmSync(this.#uploadPath(uploadId), { recursive: true });
    this.removeFiles(parts);
  }

  /** What a process that died left: uploads whose object is there already, and files that nothing names. */
  #removeLeftovers(): void {
    for (const { uploadId, key } of this.uploads())
      if (this.findObject(key)?.uploadId === uploadId) rmSync(this.#uploadPath(uploadId), { recursive: true });
    const records = readdirSync(join(this.folder, 'objects')).filter((name) => name.endsWith('.json'));
    const objects = records.flatMap(
      (name) => findJson<ObjectRecord>(join(this.folder, 'objects', name))?.segments ?? [],
    );
    const parts = this.uploads().flatMap(({ uploadId }) => this.parts(uploadId));
    const named = new Set([...objects, ...parts].map(({ file }) => file));
    const files = readdirSync(join(this.folder, 'data')).map((file) => ({ file }));
    this.removeFiles(files.filter(({ file }) => !named.has(file)));
  }

  #dataPath(file: string): string {
    return join(this.folder, 'data', file);
  }

  #objectPath(key: string): string {
    return join(this.folder, 'objects', `${digestOf(key)}.json`);
  }

  #uploadPath(uploadId: string, record?: string): string {
    return join(this.folder, 'uploads', uploadId, ...(record === undefined ? [] : [`${record}.json`]));
  }
}
