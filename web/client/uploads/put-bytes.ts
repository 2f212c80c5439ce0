import type { PutBytes } from '../api/upload-types.ts';

/** How long a part may take without any progress, in milliseconds. */
const stallMs = 60_000;

/** By XMLHttpRequest: `fetch` does not report the progress of an upload. */
const putByRequest: PutBytes = (url, headers, bytes, { signal, progress }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout>;
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), stallMs);
    };
    const abort = () => request.abort();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => (moved(), progress(loaded));
    request.onload = () => resolve(request.status);
    request.onerror = () => reject(new Error('The upload was interrupted'));
    request.onabort = () => reject(new Error('The upload was stopped'));
    request.onloadend = () => (clearTimeout(timer), signal.removeEventListener('abort', abort));
    signal.addEventListener('abort', abort);
    moved();
    if (signal.aborted) abort();
    else request.send(bytes);
  });

/** Where there is no XMLHttpRequest, as in Node: without progress. */
const putByFetch: PutBytes = async (url, headers, bytes, { signal, progress }) => {
  const response = await fetch(url, { method: 'PUT', headers, body: bytes, signal });
  await response.arrayBuffer();
  progress(bytes.size);
  return response.status;
};

/** The platform's way to send bytes. */
export const putBytes: PutBytes = typeof XMLHttpRequest === 'undefined' ? putByFetch : putByRequest;
