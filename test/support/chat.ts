import type { Device } from './device.ts';

export interface Answer<T = any> {
  status: number;
  headers: Headers;
  body: T;
}

/** What a function returned, or the error that it threw. */
export interface Invoked {
  functionError: string | null;
  payload: Record<string, any>;
}

export interface TokenOptions {
  username?: string;
  expires_in?: number;
}

/** What users and services reach of a running chat. The tests of rules speak to nothing else. */
export interface Chat {
  /** A token of the user, valid for an hour unless `expires_in` (seconds) says otherwise. */
  token(sub: string, options?: TokenOptions): Promise<string>;
  /** Opens a connection and says hello. */
  open(token: string): Promise<Device>;
  /** A REST call below /api/chat. A body that is a string is sent as it is. */
  rest<T = any>(token: string, method: string, path: string, body?: unknown): Promise<Answer<T>>;
  /** Lambda's Invoke API. */
  invoke(functionName: string, payload: unknown): Promise<Invoked>;
}
