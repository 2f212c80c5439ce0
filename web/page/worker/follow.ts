import { hrefOf } from '../config/address.ts';
import type { Opening } from '../config/opening.ts';
import type { WindowClient, WorkerScope } from './scope.ts';
import { toShow, type Shown } from './shown.ts';

/**
 * What the service worker does: it shows pushes, and opens what is clicked. It answers no requests and keeps no files,
 * so that the page always comes from the server. A new version replaces the last one at once.
 */
export function follow(worker: WorkerScope): void {
  worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
  worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
  worker.addEventListener('push', (event) => event.waitUntil(show(worker, readable(event.data))));
  worker.addEventListener('notificationclick', (event) => {
    event.notification.close();
    event.waitUntil(open(worker, event.notification.data as Shown | null));
  });
  worker.addEventListener('pushsubscriptionchange', (event) => {
    const { oldSubscription: last, newSubscription: next } = event;
    if (last != null && next == null) event.waitUntil(subscribeAgain(worker, last));
  });
}

function readable(data: { json(): unknown } | null): unknown {
  try {
    return data?.json();
  } catch {
    return null;
  }
}

const windowsOf = (worker: WorkerScope) => worker.clients.matchAll({ type: 'window', includeUncontrolled: true });

async function show(worker: WorkerScope, payload: unknown): Promise<void> {
  const isLooking = (await windowsOf(worker)).some(({ focused }) => focused);
  const { title, options } = toShow(payload, { isLooking });
  await worker.registration.showNotification(title, options);
}

/** Goes to the message in the tab that was used last; in a new one if none is open, or none takes the focus. */
async function open(worker: WorkerScope, shown: Shown | null): Promise<void> {
  const href = shown === null ? '#/' : hrefOf(shown.threadId, shown.seq);
  const [tab] = await windowsOf(worker);
  if (tab === undefined || !(await takesFocus(tab))) await worker.clients.openWindow(`/${href}`);
  else tab.postMessage({ kind: 'open', href } satisfies Opening);
}

const takesFocus = (tab: WindowClient) =>
  tab.focus().then(
    () => true,
    () => false,
  );

/**
 * Subscribes again with the same key. The page tells the server when it is opened next: only the page has a token. If
 * it fails, the page subscribes again.
 */
async function subscribeAgain({ registration }: WorkerScope, last: PushSubscription): Promise<void> {
  const { applicationServerKey } = last.options;
  await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }).catch(() => null);
}
