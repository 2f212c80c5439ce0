/**
 * Reads the headers of a client's WebSocket frames (RFC 6455, section 5.2) from the bytes of its socket and
 * reports the length of each payload. `ws` can limit messages; API Gateway limits frames too, and only the
 * headers distinguish frames.
 */
export class FrameMeter {
  #header = Buffer.alloc(0);
  #payloadLeft = 0;

  constructor(private readonly onFrame: (payloadBytes: number) => void) {}

  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#payloadLeft > 0) {
        const skipped = Math.min(this.#payloadLeft, rest.length);
        this.#payloadLeft -= skipped;
        rest = rest.subarray(skipped);
      } else {
        rest = this.#readHeader(rest);
      }
    }
  }

  /** Reads the part of `chunk` that belongs to the header and returns what follows it. */
  #readHeader(chunk: Buffer): Buffer {
    const before = this.#header.length;
    const bytes = Buffer.concat([this.#header, chunk.subarray(0, maxHeaderBytes - before)]);
    const length = headerLength(bytes);
    if (length === null || bytes.length < length) {
      this.#header = bytes;
      return chunk.subarray(bytes.length - before);
    }
    this.#header = Buffer.alloc(0);
    this.#payloadLeft = payloadLength(bytes);
    this.onFrame(this.#payloadLeft);
    return chunk.subarray(length - before);
  }
}

/** Two bytes, a length of at most eight, a mask of four. */
const maxHeaderBytes = 14;

function headerLength(bytes: Buffer): number | null {
  const second = bytes[1];
  if (second === undefined) return null;
  const short = second & 0x7f;
  const extended = short === 127 ? 8 : short === 126 ? 2 : 0;
  return 2 + extended + (second & 0x80 ? 4 : 0);
}

function payloadLength(header: Buffer): number {
  const short = (header[1] ?? 0) & 0x7f;
  if (short === 127) return Number(header.readBigUInt64BE(2));
  return short === 126 ? header.readUInt16BE(2) : short;
}
