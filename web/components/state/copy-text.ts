import { strings } from '../view/strings.ts';
import { notify } from './toasts.ts';

/** Into the clipboard; says whether it worked. */
export function copyText(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => notify('done', strings.message.copied),
    () => notify('error', strings.message.copyFailed),
  );
}
