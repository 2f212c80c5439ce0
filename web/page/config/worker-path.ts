/** Where the service worker is. At the root, because it can only serve the pages below its own folder. */
export const workerPath = '/service-worker.js';
