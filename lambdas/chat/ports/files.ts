import type { FilePlace, Upload } from '../model/attachment.ts';
import type { UserContext } from './context.ts';

/** Where a client puts bytes, and the headers to send with them. */
export interface PutTarget {
  url: string;
  headers: Record<string, string>;
}

export interface StoredPart {
  number: number;
  size: number;
  /** What the storage needs to put the parts together. */
  tag: string;
}

export type ObjectKind = 'file' | 'preview';

/** The rules of files that an operator may set. */
export interface FileRules {
  /** The size of a file. */
  attachmentMaxBytes: number;
  /** Of what one user uploads on a day; null for no limit. */
  uploadLimit: { files: number; bytes: number } | null;
  /** Whether files are scanned for malware before they are opened. */
  malwareScan: boolean;
}

/** What a verb of files works with. */
export interface FileContext extends UserContext {
  files: Files;
  rules: FileRules;
}

/** The storage of files. Bytes of users reach it directly, by URLs that are signed here. */
export interface Files {
  /** Begins an upload in parts; returns its id. */
  begin(place: FilePlace): Promise<string>;
  /** URLs for parts of exactly these sizes. */
  signParts(upload: Upload, parts: { number: number; size: number }[]): Promise<PutTarget[]>;
  /** A URL for a preview of exactly that size, which is never replaced. */
  signPreview(place: FilePlace, size: number): Promise<PutTarget>;
  /** The parts that are there; null if the upload is no longer open. */
  listParts(upload: Upload): Promise<StoredPart[] | null>;
  /** Puts the parts together if the upload is still open; false if one of them has been replaced meanwhile. */
  finish(upload: Upload, parts: StoredPart[]): Promise<boolean>;
  /** In bytes; null if the object does not exist. */
  sizeOf(place: FilePlace, kind: ObjectKind): Promise<number | null>;
  /** The media type of an object of that size, by its bytes; null if the object does not exist. */
  typeOf(place: FilePlace, kind: ObjectKind, size: number): Promise<string | null>;
  /** A link to the object, valid for five minutes. */
  link(place: FilePlace, kind: ObjectKind, shown: { contentType: string; disposition: string }): Promise<string>;
  /** Removes the file, its preview and the parts of an open upload. */
  remove(place: FilePlace, uploadId: string | null): Promise<void>;
}
