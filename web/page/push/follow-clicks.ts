import { isOpening } from '../config/opening.ts';

/** Opens the conversation of a clicked notification when the service worker has chosen this tab for it. */
export function followClicks(): void {
  // Without a secure origin there are no service workers.
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isOpening(data)) location.hash = data.href;
  });
}
