import type { AttachmentLink } from './api/contract.ts';
import type { EntryFile, Result } from './api/types.ts';
import type { FileDetails, StoredUpload, Upload } from './api/upload-types.ts';
import type { Driver } from './driver.ts';

/** The files of a user: those on their way to the server, and links to those that are there. */
export class Files {
  /** @internal */
  constructor(private readonly driver: Driver) {}

  /** The files on their way to the server, and those that wait to be sent with a message. */
  get uploads(): readonly Upload[] {
    return this.driver.uploads.all;
  }

  /**
   * Begins to upload a file, which `sendMessage` then names by its id. It goes on after lost connections, and in a
   * browser after a reload.
   */
  attach(threadId: string, file: Blob, details: FileDetails): Upload {
    return this.driver.uploads.add(this.driver.state.userId ?? '', threadId, file, details);
  }

  pause(id: string): void {
    this.driver.uploads.pause(id);
  }

  /** Goes on with an upload that is paused or has failed. */
  resume(id: string): void {
    this.driver.uploads.resume(id);
  }

  /** Gives up a file that is not part of a message yet. */
  remove(id: string): void {
    this.driver.uploads.remove(id);
  }

  /** A link to a file of a message, or to its preview, for five minutes (ATT-5). */
  linkTo(threadId: string, attachmentId: string, query: { preview?: boolean } = {}): Promise<Result<AttachmentLink>> {
    return this.driver.rest.getAttachment(threadId, attachmentId, query);
  }

  /** @internal The files of a message that is not sent yet. */
  of(entryId: string): StoredUpload[] {
    const ofEntry = this.uploads.filter((upload) => upload.entryId === entryId);
    return ofEntry.flatMap(({ id }) => this.driver.uploads.find(id) ?? []);
  }

  /** @internal As a message of the outbox names them. */
  named(uploads: readonly string[]): EntryFile[] {
    const attachment = (upload: string) => this.driver.uploads.find(upload)?.attachment?.id ?? null;
    return uploads.map((upload) => ({ upload, attachment: attachment(upload) }));
  }

  /** @internal Deletes files of a discarded message. What the server is not told, it deletes by itself (ATT-6). */
  forsake(files: readonly StoredUpload[]): void {
    for (const { threadId, attachmentId } of files)
      if (attachmentId !== null) void this.driver.rest.deleteUpload(threadId, attachmentId);
  }
}
