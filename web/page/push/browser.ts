import { workerPath } from '../config/worker-path.ts';

/** Whether this browser has pushes. On iPhones only an installed page has them; one in a frame may not ask for them. */
export const canPush = () =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window && window.self === window.top;

/** The registration of the service worker; null without one, or without storage. */
export async function findRegistration(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator)) return null;
  return navigator.serviceWorker.getRegistration().then(
    (registration) => registration ?? null,
    () => null,
  );
}

/** Registers the service worker, if it is not registered yet. */
export async function register(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register(workerPath, { updateViaCache: 'none' });
  return navigator.serviceWorker.ready;
}

/** Ends the pushes to this browser, and closes what it shows. Returns the endpoint that is no longer valid. */
export async function endPushes(registration: ServiceWorkerRegistration): Promise<string | null> {
  for (const notification of await registration.getNotifications()) notification.close();
  const subscription = await registration.pushManager.getSubscription();
  await subscription?.unsubscribe();
  return subscription?.endpoint ?? null;
}

/** A subscription with this key: the present one, or a new one. */
export async function subscriptionWith(
  { pushManager }: ServiceWorkerRegistration,
  publicKey: string,
): Promise<PushSubscription> {
  const present = await pushManager.getSubscription();
  if (present !== null && keyOf(present) === publicKey) return present;
  // A browser refuses another key while there is a subscription.
  await present?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
}

function keyOf({ options: { applicationServerKey: key } }: PushSubscription): string {
  const binary = String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer()));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
