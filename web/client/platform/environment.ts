import type { Environment } from '../api/options.ts';
import type { Unsubscribe } from '../api/types.ts';

type Change = 'online' | 'offline' | 'wake';

/** The longest delay of `setTimeout`. After that the client sets the timer again. */
const timerMaxMs = 2 ** 31 - 1;

function watchWindow(callback: (change: Change) => void): Unsubscribe {
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener('online', () => callback('online'), { signal });
  window.addEventListener('offline', () => callback('offline'), { signal });
  window.addEventListener('pageshow', (event) => event.persisted && callback('wake'), { signal });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && callback('wake'), {
    signal,
  });
  return () => stop.abort();
}

/** The environment of a browser, or of Node, which always counts as online. */
export const platform: Environment = {
  dateMs: () => Date.now(),
  steadyMs: () => performance.now(),
  random: () => Math.random(),
  newId: () => crypto.randomUUID(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(delayMs, timerMaxMs));
    return () => clearTimeout(timer);
  },
  isOnline: () => globalThis.navigator?.onLine ?? true,
  watch: (callback) => (typeof window === 'undefined' ? () => {} : watchWindow(callback)),
};
