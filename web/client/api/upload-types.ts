import type { Attachment } from './contract.ts';
import type { Failure } from './failure-types.ts';

/** What the client of a file knows of it before anybody has seen its bytes. All of it is for showing it. */
export interface FileDetails {
  name: string;
  /** Recorded as a voice message. */
  voice?: boolean;
  width?: number;
  height?: number;
  durationMs?: number;
  /** Loudness over time, each from 0 to 100. */
  waveform?: number[];
  /** In base64. */
  thumbhash?: string;
  /** A WebP or JPEG of at most 256 KB. */
  preview?: Blob;
}

/** A file on its way to the server. */
export interface Upload {
  id: string;
  threadId: string;
  file: Blob;
  details: FileDetails;
  /** The bytes that the storage has. */
  sentBytes: number;
  /** The message of the outbox that waits for it; null while the user has not sent it. */
  entryId: string | null;
  status: UploadStatus;
}

/** How far the upload of a file is. */
export type UploadStatus =
  /** Waits for its turn or for the network, or is being sent. */
  | { kind: 'uploading' }
  | { kind: 'paused' }
  | { kind: 'done'; attachment: Attachment }
  /** The server refuses it, or the file cannot be read: call `resumeUpload` or `removeUpload`. */
  | { kind: 'failed'; error: Failure };

/** An upload as it is stored between runs. */
export interface StoredUpload {
  id: string;
  userId: string;
  threadId: string;
  file: Blob;
  details: FileDetails;
  entryId: string | null;
  isPaused: boolean;
  /** The server's id; null before it has one. */
  attachmentId: string | null;
  /** The complete file; null before that. */
  attachment: Attachment | null;
}

/** Keeps uploads across reloads. */
export interface UploadStore {
  /** Returns the user's uploads that belong to no other open tab. From now on they belong to this client. */
  adopt(userId: string): Promise<StoredUpload[]>;
  put(upload: StoredUpload): Promise<void>;
  remove(id: string): Promise<void>;
  /** Removes all uploads of the user, including those of other tabs. */
  clear(userId: string): Promise<void>;
}

/**
 * Sends bytes with `PUT`, and reports how many of them have been sent. Resolves with the HTTP status; rejects if there
 * is none, or once the signal is aborted.
 */
export type PutBytes = (
  url: string,
  headers: Record<string, string>,
  bytes: Blob,
  how: { signal: AbortSignal; progress: (bytes: number) => void },
) => Promise<number>;
