import type { BrowserContext, CDPSession, Page, Worker } from '@playwright/test';
import { createECDH, randomBytes } from 'node:crypto';
import type { PushPayload } from '../../../protocol/notifications.ts';
import { pushHost } from './fixtures.ts';

/** A notification that the worker has shown, or that the page may close. */
export interface ShownNotification {
  title: string;
  body?: string;
  tag?: string;
  data: unknown;
}

declare global {
  interface Window {
    /** What the stub of the page's notifications shows. */
    shownHere: ShownNotification[];
    shownByWorker: ShownNotification[];
  }
}

/**
 * Stands in for what a browser without a window lacks: the permission, and a push service to subscribe with. The
 * service worker is the real one.
 */
export async function letPush(page: Page): Promise<void> {
  const keys = createECDH('prime256v1');
  keys.generateKeys();
  const target = {
    endpoint: `http://${pushHost}/${randomBytes(8).toString('hex')}`,
    keys: { p256dh: keys.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') },
  };
  await page.addInitScript((json) => {
    const kept = 'test.subscribed';
    const subscription = {
      endpoint: json.endpoint,
      toJSON: () => json,
      options: { applicationServerKey: null },
      unsubscribe: async () => Promise.resolve(sessionStorage.removeItem(kept)),
    };
    window.shownHere = [];
    Object.assign(Notification, { requestPermission: async () => Promise.resolve('granted') });
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
    Object.assign(PushManager.prototype, {
      getSubscription: async () => Promise.resolve(sessionStorage.getItem(kept) === null ? null : subscription),
      subscribe: async () => Promise.resolve(sessionStorage.setItem(kept, 'yes')).then(() => subscription),
    });
    const withClose = (one: ShownNotification) => ({
      ...one,
      close: () => (window.shownHere = window.shownHere.filter((other) => other !== one)),
    });
    Object.assign(ServiceWorkerRegistration.prototype, {
      getNotifications: async () => Promise.resolve(window.shownHere.map(withClose)),
    });
  }, target);
}

/** The running service worker, which records what it shows, and may give a tab the focus without a click. */
export async function recordingWorker(context: BrowserContext): Promise<Worker> {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  await worker.evaluate(() => {
    const scope = globalThis as unknown as Window & { WindowClient: { prototype: object } };
    scope.shownByWorker = [];
    ServiceWorkerRegistration.prototype.showNotification = async (title, options = {}) => {
      scope.shownByWorker.push({ title, ...options, data: options.data as unknown });
      return Promise.resolve();
    };
    Object.assign(scope.WindowClient.prototype, { focus: async () => Promise.resolve() });
  });
  return worker;
}

/** Delivers a push to the service worker of the page, as the browser does. */
export async function deliver(page: Page, payload: PushPayload | string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registrationId = await registrationOf(session);
  const data = typeof payload === 'string' ? payload : JSON.stringify(payload);
  await session.send('ServiceWorker.deliverPushMessage', { origin: new URL(page.url()).origin, registrationId, data });
  await session.detach();
}

async function registrationOf(session: CDPSession): Promise<string> {
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const active = registrations.find(({ isDeleted }) => !isDeleted);
      if (active !== undefined) resolve(active.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  return found;
}

/** Clicks on the last notification of the worker. */
export async function clickLast(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    const scope = globalThis as unknown as Window & { ExtendableEvent: typeof Event };
    const { data } = scope.shownByWorker.at(-1)!;
    const event = new scope.ExtendableEvent('notificationclick');
    scope.dispatchEvent(Object.assign(event, { notification: { data, close: () => undefined } }));
  });
}
