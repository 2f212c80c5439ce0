import { browserStorage } from '@marketplace-chat/components';

/** The last subscription that this browser sent. The browser itself does not know whose it is. */
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
