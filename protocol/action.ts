import * as z from 'zod';
import { limits } from './limits.ts';
import { cleanLabel } from './names.ts';
import { wellFormed } from './primitives.ts';
import { countChars } from './text.ts';

const label = wellFormed
  .transform(cleanLabel)
  .refine((text) => text !== '' && countChars(text) <= limits.actionLabelChars, {
    message: `must have 1 to ${limits.actionLabelChars} characters, control and format characters apart`,
  })
  .meta({ minLength: 1, maxLength: limits.actionLabelChars });

/**
 * Whether the text is an https address as people write it. `URL` also accepts spaces, line breaks and backslashes, and
 * reads another address from such a text.
 */
function isHttps(text: string): boolean {
  if (!/^https:\/\/[^\s\\\p{C}]+$/u.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

const url = wellFormed
  .refine((text) => text.length <= limits.actionUrlChars, {
    message: `must have at most ${limits.actionUrlChars} characters`,
    abort: true,
  })
  .refine(isHttps, { message: 'must be an https address, without user name and password' })
  .meta({ format: 'uri', pattern: '^https://', maxLength: limits.actionUrlChars });

/** The one button of a card of the marketplace (SYS-10). */
export const action = z
  .object({
    label: label.describe('What the button says'),
    url: url.describe('What it opens; https only'),
  })
  .meta({ id: 'MessageAction', title: 'MessageAction' });
