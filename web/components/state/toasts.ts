import type { Failure } from '@marketplace-chat/client';
import { createStore } from '@marketplace-chat/react';
import { errorText, type Doing } from '../view/strings.ts';

export interface Toast {
  id: number;
  kind: 'error' | 'done';
  text: string;
  /** What can be done about it while it is shown. */
  action?: ToastAction;
}

export interface ToastAction {
  label: string;
  run: () => void;
}

const shownMs = { error: 8_000, done: 3_000, withAction: 10_000 };
const mostAtOnce = 3;

export const toasts = createStore<readonly Toast[]>([]);
let lastId = 0;

/** Says something for a while. The same words are not stacked. */
export function notify(kind: Toast['kind'], text: string, action?: ToastAction): void {
  const toast = { id: (lastId += 1), kind, text, ...(action && { action }) };
  toasts.set([...toasts.get().filter((other) => other.text !== text), toast].slice(-mostAtOnce));
  setTimeout(() => dismiss(toast.id), shownMs[action ? 'withAction' : kind]);
}

export function notifyFailure(failure: Failure, doing?: Doing): void {
  notify('error', errorText(failure, doing));
}

/** What went wrong without anybody waiting for the answer; a lost connection and an ended session are shown as such. */
export function notifyBackgroundFailure(failure: Failure): void {
  if (failure.code !== 'network' && failure.code !== 'unauthorized') notifyFailure(failure);
}

export function dismiss(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}
