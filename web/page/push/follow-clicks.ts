import { isOpening } from '../config/opening.ts';

/** Goes where a click on a notification leads: the service worker has found this tab for it. */
export function followClicks(): void {
  // Without a secure origin there are no service workers.
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isOpening(data)) location.hash = data.href;
  });
}
