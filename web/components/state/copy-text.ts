import { words } from '../words/index.ts';
import { notify } from './toasts.ts';

/** Copies to the clipboard, and shows whether that worked. */
export function copyText(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => notify('done', words.message.copied),
    () => notify('error', words.message.copyFailed),
  );
}
