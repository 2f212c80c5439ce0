import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Message, Thread } from '../../../protocol/objects.ts';
import { marketplaceText } from '../../../protocol/marketplace-text.ts';
import { marketplaceEvents } from '../../../protocol/system-event.ts';
import { arabic } from '../../../web/components/words/arabic.ts';
import { english } from '../../../web/components/words/english/index.ts';
import { german } from '../../../web/components/words/german.ts';
import { chooseLanguage, errorText, words } from '../../../web/components/words/index.ts';
import { closedNote } from '../../../web/components/view/closed.ts';
import { emojisFor, emojiWords } from '../../../web/components/view/emojis.ts';
import { formatAmount, formatDay, formatShort } from '../../../web/components/view/format.ts';
import { momentOf } from '../../../web/components/view/moments.ts';
import { stepSideways } from '../../../web/components/view/sideways.ts';

const room = join(import.meta.dirname, '../../../web/components');
const now = new Date('2026-03-15T12:00:00.000Z');

afterEach(() => chooseLanguage([]));

describe('another language', () => {
  it('is loaded at run time, for texts, errors, and the dates and amounts of its region', async () => {
    const thread = { closed_by: 'me' } as Thread;
    const shown = () => [
      closedNote(thread, 'me').split('.')[0],
      errorText({ code: 'internal', message: '' }),
      formatDay('2026-01-15T12:00:00.000Z', now),
      formatShort('2026-03-14T12:00:00.000Z', now),
      formatAmount('1234.5', 'EUR').replaceAll('\u00a0', ' '),
    ];
    const before = shown();
    await chooseLanguage(['fr-FR', 'de', 'de-AT', 'en']);
    expect(shown()).toEqual([
      'Sie haben diese Unterhaltung beendet',
      'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es erneut.',
      'Donnerstag, 15. Jänner',
      'Gestern',
      '€ 1.234,50',
    ]);
    await chooseLanguage(['en', 'de']);
    expect(shown()).toEqual(before);
  });

  it('that cannot be loaded leaves the page in English', async () => {
    await chooseLanguage(['de'], { de: () => Promise.reject(new Error('offline')) });
    expect(words).toBe(english);
  });

  it('that is chosen last is shown, however long the one before takes', async () => {
    let load: (found: typeof german) => void = () => undefined;
    const slow = chooseLanguage(['de'], { de: () => new Promise((resolve) => (load = resolve)) });
    await chooseLanguage(['en']);
    load(german);
    await slow;
    expect(words).toBe(english);
  });

  it('names the emojis, which are found by its words', async () => {
    await chooseLanguage(['de-DE']);
    const names = await emojiWords();
    expect(names['❤️']).toBe('rotes Herz, Liebe');
    expect(emojisFor('herz ROT', names)).toEqual(['❤️']);
    expect(emojisFor('gluhbirne', names)).toEqual(['💡']);
  });

  it('turns what leads along the lines if it is written from right to left', async () => {
    expect([stepSideways('ArrowRight'), stepSideways('ArrowLeft'), stepSideways('ArrowUp')]).toEqual([1, -1, 0]);
    await chooseLanguage(['ar']);
    expect([stepSideways('ArrowRight'), stepSideways('ArrowLeft'), stepSideways('ArrowUp')]).toEqual([-1, 1, 0]);
  });

  it('is not missed by a module that reads its texts when it is loaded', () => {
    const sources = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path));
    const early = sources.filter((path) => /^(export )?(const|let) [^;]*?\bwords\./m.test(topLevel(path)));
    expect(early).toEqual([]);
  });
});

describe('a number in a text', () => {
  it.each([
    [german, [0, 1, 2], ['0 neue Nachrichten', '1 neue Nachricht', '2 neue Nachrichten']],
    [arabic, [1, 2, 3, 11], ['رسالة جديدة واحدة', 'رسالتان جديدتان', '3 رسائل جديدة', '11 رسالة جديدة']],
  ])('takes the plural form of the language', async (language, numbers, texts) => {
    await chooseLanguage([language.locale]);
    expect(numbers.map(language.conversation.jumpNew)).toEqual(texts);
  });

  it('is written as in the region of the reader', async () => {
    await chooseLanguage(['en-US']);
    expect(words.search.found(1234, true)).toBe('1,234 messages found');
    await chooseLanguage(['de-CH']);
    expect(words.search.found(1234, true)).toMatch(/^1['’]234 Nachrichten gefunden$/);
  });
});

describe('the events of the marketplace (SYS-6)', () => {
  const names = { client: 'Ada', freelancer: 'Bob', job: { title: 'Logo' } };
  const textOf = (event: (typeof marketplaceEvents)[number], role: 'client' | 'freelancer') => {
    const content = marketplaceText(event, names, {});
    return momentOf({ type: 'system', content, metadata: { event } } as unknown as Message, { role, names }).text;
  };

  it.each(['de', 'ar'])('are told in the language of the reader: %s', async (language) => {
    const inEnglish = marketplaceEvents.map((event) => textOf(event, 'client'));
    await chooseLanguage([language]);
    const told = marketplaceEvents.map((event) => textOf(event, 'client'));
    expect(told.filter((text) => inEnglish.includes(text))).toEqual([]);
    expect(textOf('hire', 'client')).toContain('Bob');
    expect(textOf('hire', 'freelancer')).toContain('Ada');
  });
});

describe('a dictionary', () => {
  /** What is written on keys, and words that are the same in German. */
  const alike = [
    'Ctrl',
    'Shift',
    'ltr',
    'optional',
    'Pause',
    'Position',
    'Enter',
    'Video',
    'Audio',
    'Name',
    'System',
    'Alt',
    'Status',
    'Details',
    'Freelancer',
  ];

  it.each([
    ['German', german],
    ['Arabic', arabic],
  ])('leaves no text in English: %s', (_, dictionary) => {
    const texts = textsIn(dictionary);
    const left = [...textsIn(english)].filter(([key, text]) => texts.get(key) === text && !alike.includes(text));
    expect(left).toEqual([]);
  });
});

describe('the style sheets', () => {
  it('name the start and the end of a line, not its left and right', () => {
    const styles = join(room, 'styles');
    const sides =
      /(?<!translate)(^|[\s-])(left|right)(-[a-z]+)*\s*:|(text-align|float)\s*:\s*(left|right)|border-(top|bottom)-(left|right)/;
    const lines = readdirSync(styles).flatMap((name) => readFileSync(join(styles, name), 'utf8').split('\n'));
    expect(lines.length).toBeGreaterThan(500);
    expect(lines.filter((line) => sides.test(line))).toEqual([]);
  });
});

/** Every text of a dictionary that is no function, by its path. */
function textsIn(part: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(part).flatMap(([key, value]: [string, unknown]) => {
      if (typeof value === 'string') return [[`${path}${key}`, value] as const];
      return typeof value === 'object' && value !== null ? [...textsIn(value, `${path}${key}.`)] : [];
    }),
  );
}

/** The top-level constants of a module that are no functions. */
function topLevel(path: string): string {
  const statements = readFileSync(join(room, path), 'utf8').split(/^(?=\S)/m);
  return statements.filter((text) => !text.includes('=>') && !text.includes('function')).join('');
}
