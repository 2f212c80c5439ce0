import { browserStorage } from '@marketplace-chat/components';

/** What this browser has told the server last: only the server knows whose subscription it is. */
export interface PushRecord {
  userId: string;
  endpoint: string;
  /** When the server was told. */
  atMs: number;
}

const key = 'chat.push';

/** Null if pushes are off in this browser. */
export function readRecord(): PushRecord | null {
  try {
    return JSON.parse(browserStorage.getItem(key) ?? 'null') as PushRecord | null;
  } catch {
    return null;
  }
}

export const writeRecord = (record: PushRecord) => browserStorage.setItem(key, JSON.stringify(record));

export const forgetRecord = () => browserStorage.removeItem(key);
