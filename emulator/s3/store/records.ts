/** Bytes in a file of a bucket's data. */
export interface Segment {
  file: string;
  size: number;
}

/** Bytes from `start` to `end`, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** An object: what its answers say of it, and where its bytes are. */
export interface ObjectRecord {
  key: string;
  /** Without quotation marks. */
  etag: string;
  size: number;
  lastModifiedMs: number;
  headers: Record<string, string>;
  /** The parts of an upload stay the files that they were. */
  segments: Segment[];
  /** The multipart upload that it came from. */
  uploadId: string | null;
}

/** A multipart upload that is not finished. */
export interface UploadRecord {
  uploadId: string;
  key: string;
  headers: Record<string, string>;
  initiatedMs: number;
  /** In lower case; null if the upload was made without. */
  checksumAlgorithm: string | null;
}

export interface PartRecord extends Segment {
  number: number;
  /** Without quotation marks. */
  etag: string;
  lastModifiedMs: number;
}
