import type { DeviceChange, Environment } from '../api/options.ts';
import type { Unsubscribe } from '../api/types.ts';

/** The longest delay of `setTimeout`. After that the client sets the timer again. */
const timerMaxMs = 2 ** 31 - 1;
/** A visible tab whose clock jumps by more than this was asleep with its device. */
const beatMs = 5_000;
const asleepMs = 15_000;

/** Each check may cost a request: people move the pointer all the time. */
const pointerMs = 120_000;

/**
 * Somebody who looks at the tab without touching it waits for an answer. The connection is checked so long after the
 * last touch, because nothing else would notice soon that it is dead. Each check costs a request, so they get rarer.
 */
const waitingChecksMs = [60_000, 180_000, 420_000];

type Callback = (change: DeviceChange) => void;

/** What browsers report about the network, and that the user is there. None of it costs a request. */
function watchWindow(callback: Callback): Unsubscribe {
  const stop = new AbortController();
  const { signal } = stop;
  const on = (target: EventTarget | undefined, event: string, change: () => void) =>
    target?.addEventListener(event, change, { signal, passive: true });
  const isVisible = () => document.visibilityState === 'visible';
  on(window, 'online', () => callback('online'));
  on(window, 'offline', () => callback('offline'));
  window.addEventListener('pageshow', (event) => event.persisted && callback('wake'), { signal });
  const attend = () => callback('attend');
  // Before the next one, so that waking up is not also taken for a long wait.
  const stopSleep = watchSleep(() => wake());
  const waiting = watchWaiting(() => isVisible() && attend());
  const touch = (change: () => void) => () => {
    waiting.touched();
    change();
  };
  const wake = touch(() => isVisible() && callback('wake'));
  on(document, 'visibilitychange', wake);
  on(window, 'focus', touch(attend));
  const seldomAttend = touch(atMostEvery(pointerMs, attend));
  for (const event of ['pointermove', 'wheel']) on(window, event, seldomAttend);
  on(window, 'keydown', waiting.touched);
  // Not in every browser: another network, such as from Wi-Fi to mobile, leaves the old connection dead.
  const network = (globalThis.navigator as { connection?: EventTarget } | undefined)?.connection;
  on(network, 'change', attend);
  signal.addEventListener('abort', () => {
    stopSleep();
    waiting.stop();
  });
  return () => stop.abort();
}

function atMostEvery(ms: number, callback: () => void): () => void {
  let nextMs = 0;
  return () => {
    if (Date.now() < nextMs) return;
    nextMs = Date.now() + ms;
    callback();
  };
}

/** Calls back now and then, for a while after the user has touched the page. */
function watchWaiting(check: () => void): { touched: () => void; stop: Unsubscribe } {
  let touchedMs = Date.now();
  let checks = 0;
  const timer = setInterval(() => {
    if (Date.now() - touchedMs < (waitingChecksMs[checks] ?? Infinity)) return;
    checks += 1;
    check();
  }, beatMs);
  const touched = () => {
    touchedMs = Date.now();
    checks = 0;
  };
  return { touched, stop: () => clearInterval(timer) };
}

/** Calls back after the device was asleep. Timers stand still then. */
function watchSleep(woke: () => void): Unsubscribe {
  let lastMs = Date.now();
  const timer = setInterval(() => {
    const sinceMs = Date.now() - lastMs;
    lastMs = Date.now();
    if (sinceMs > asleepMs) woke();
  }, beatMs);
  return () => clearInterval(timer);
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
