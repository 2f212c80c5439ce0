import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Thread } from '../../../protocol/objects.ts';
import { english } from '../../../web/components/words/english/index.ts';
import { chooseLanguage, errorText, words } from '../../../web/components/words/index.ts';
import { closedNote } from '../../../web/components/view/closed.ts';
import { formatAmount, formatDay } from '../../../web/components/view/format.ts';

const room = join(import.meta.dirname, '../../../web/components');
const german = {
  ...english,
  locale: 'de-DE',
  conversation: { ...english.conversation, closedByYou: 'Sie haben diese Unterhaltung beendet.' },
  errors: { ...english.errors, internal: 'Bei uns ist etwas schiefgegangen.' },
};
const languages = { de: () => Promise.resolve(german) };

afterEach(() => chooseLanguage([]));

describe('another language', () => {
  it('is loaded at run time, for texts, errors, dates and amounts, also after others were shown', async () => {
    const thread = { closed_by: 'me' } as Thread;
    const day = ['2026-01-15T12:00:00.000Z', new Date('2026-03-15T12:00:00.000Z')] as const;
    const shown = () => [
      closedNote(thread, 'me').split('.')[0],
      errorText({ code: 'internal', message: '' }),
      formatDay(...day),
      formatAmount('1234.5', 'EUR').replaceAll('\u00a0', ' '),
    ];
    const before = shown();
    await chooseLanguage(['fr-FR', 'de-AT', 'en'], languages);
    expect(shown()).toEqual([
      'Sie haben diese Unterhaltung beendet',
      'Bei uns ist etwas schiefgegangen.',
      'Donnerstag, 15. Januar',
      '1.234,50 €',
    ]);
    await chooseLanguage(['en-US', 'de'], languages);
    expect(shown()).toEqual(before);
  });

  it('that cannot be loaded leaves the page in English', async () => {
    await chooseLanguage(['de'], { de: () => Promise.reject(new Error('offline')) });
    expect(words).toBe(english);
  });

  it('is not missed by a module that reads its texts when it is loaded', () => {
    const sources = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path));
    const early = sources.filter((path) => /^(export )?(const|let) [^;]*?\bwords\./m.test(topLevel(path)));
    expect(early).toEqual([]);
  });
});

/** The top-level constants of a module that are no functions. */
function topLevel(path: string): string {
  const statements = readFileSync(join(room, path), 'utf8').split(/^(?=\S)/m);
  return statements.filter((text) => !text.includes('=>') && !text.includes('function')).join('');
}
