import { notify } from '../state/toasts.ts';
import { words } from '../words/index.ts';

/** Opens a file by a link that has yet to be fetched. */
export async function openLink(fetchLink: Promise<string | null>): Promise<void> {
  const url = await fetchLink;
  if (url === null) return notify('error', words.files.linkFailed);
  const link = document.createElement('a');
  // What the browser does not show is downloaded, under its own name, and leaves this page where it is.
  link.href = url;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.click();
}
