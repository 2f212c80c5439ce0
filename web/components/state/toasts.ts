import type { Failure, Result } from '@marketplace-chat/client';
import { createStore } from '@marketplace-chat/react';
import { errorText, type Doing } from '../words/index.ts';

export interface Toast {
  id: number;
  kind: 'error' | 'done';
  text: string;
  /** A button in the toast. */
  action?: ToastAction;
}

export interface ToastAction {
  label: string;
  run: () => void;
}

const shownMs = { error: 8_000, done: 3_000, withAction: 10_000 };
const maxShown = 3;

export const toasts = createStore<readonly Toast[]>([]);
let lastId = 0;

/** Shows a toast for a few seconds. It replaces one with the same text. */
export function notify(kind: Toast['kind'], text: string, action?: ToastAction): void {
  const toast = { id: (lastId += 1), kind, text, ...(action && { action }) };
  toasts.set([...toasts.get().filter((other) => other.text !== text), toast].slice(-maxShown));
  setTimeout(() => dismiss(toast.id), shownMs[action ? 'withAction' : kind]);
}

export function notifyFailure(failure: Failure, doing?: Doing): void {
  notify('error', errorText(failure, doing));
}

/** Waits for a call, and shows its failure if it fails. Returns whether it succeeded. */
export async function succeeds(call: Promise<Result<unknown>>, doing?: Doing): Promise<boolean> {
  const result = await call;
  if (!result.ok) notifyFailure(result.error, doing);
  return result.ok;
}

/** Shows a failure that no call waits for. The banner already shows a lost connection and an expired session. */
export function notifyBackgroundFailure(failure: Failure): void {
  if (failure.code !== 'network' && failure.code !== 'unauthorized') notifyFailure(failure);
}

export function dismiss(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}
