import type { DetectedType, FilePlace, ScanState, Upload } from '../model/attachment.ts';

/** What a user has uploaded on a day. */
export interface DayOfUploads {
  userId: string;
  /** `2026-11-30`, UTC. */
  day: string;
  files: number;
  bytes: number;
}

/** The uploads of files, in the chat's own terms. */
export interface UploadStore {
  /** Strongly consistent. Null if nothing has been uploaded on that day. */
  readDayOfUploads(userId: string, day: string): Promise<DayOfUploads | null>;
  /**
   * Counts a file and its bytes, at most up to `most`; false if it would be more. `known` is the day as it was read.
   */
  countUpload(
    userId: string,
    day: string,
    size: number,
    most: { files: number; bytes: number },
    known: DayOfUploads | null,
  ): Promise<boolean>;
  createUpload(upload: Upload): Promise<void>;
  /** Strongly consistent. */
  findUpload(place: FilePlace): Promise<Upload | null>;
  /** Those of the thread's uploads that exist, in no order; strongly consistent. */
  findUploads(threadId: string, ids: readonly string[]): Promise<Upload[]>;
  /**
   * Records what the file is, unless another call has; returns the upload as it then is, null if it does not exist.
   * @param scan its state if no result of a scan has come yet
   */
  completeUpload(place: FilePlace, type: DetectedType, scan: ScanState): Promise<Upload | null>;
  /** Forgets an upload that stands in no message; returns whether it stands in none. */
  dropUpload(place: FilePlace): Promise<boolean>;
  /** Forgets the uploads of a deleted message. */
  forgetUpload(place: FilePlace): Promise<void>;
  /** Records the result of a scan, `blocked` for good; returns the upload, null if it does not exist. */
  recordScan(place: FilePlace, scan: ScanState): Promise<Upload | null>;
}
