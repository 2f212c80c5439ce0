import { strings } from '../view/strings.ts';
import { notify } from './toasts.ts';

/** Copies to the clipboard, and shows whether that worked. */
export function copyText(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => notify('done', strings.message.copied),
    () => notify('error', strings.message.copyFailed),
  );
}
