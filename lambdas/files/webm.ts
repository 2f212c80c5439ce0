/** TrackType (Matroska, element 0x83) of length 1: 1 is video, 2 audio. */
const trackType = 0x83;
const lengthOfOne = 0x81;
const tracks = [0x16, 0x54, 0xae, 0x6b];

function indexOf(bytes: Uint8Array, wanted: readonly number[]): number {
  return bytes.findIndex((_, index) => wanted.every((byte, offset) => bytes[index + offset] === byte));
}

/** Whether a WebM file has a picture, by the list of tracks in its first bytes; without that list it is said to. */
export function hasVideoTrack(first: Uint8Array): boolean {
  const from = indexOf(first, tracks);
  if (from < 0) return true;
  const kinds = trackKinds(first.subarray(from));
  return kinds.length === 0 || kinds.includes(1);
}

function trackKinds(bytes: Uint8Array): number[] {
  const kinds: number[] = [];
  for (let index = 0; index + 2 < bytes.length; index += 1) {
    const kind = bytes[index + 2];
    if (bytes[index] === trackType && bytes[index + 1] === lengthOfOne && (kind === 1 || kind === 2)) kinds.push(kind);
  }
  return kinds;
}
