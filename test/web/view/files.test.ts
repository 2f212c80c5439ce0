import { describe, expect, it, test } from 'vitest';
import { clockOf } from '../../../web/components/files/clock.ts';
import { stepsOf } from '../../../web/components/files/recording.ts';
import { messageText } from '../../../web/components/view/message-text.ts';
import { words } from '../../../web/components/words/index.ts';

test.each([
  [0, '0:00'],
  [61_900, '1:01'],
  [3_723_000, '1:02:03'],
])('%i ms are shown as %s', (ms, shown) => expect(clockOf(ms)).toBe(shown));

test.each([
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_536, '1.5 KB'],
  [20 * 1024 ** 2, '20 MB'],
  [1024 ** 3, '1 GB'],
])('%i bytes are shown as %s', (bytes, shown) => expect(words.files.size(bytes)).toBe(shown));

describe('a waveform', () => {
  it('has at most 100 steps, each as loud as its loudest moment (ATT-1)', () => {
    const levels = Array.from({ length: 1_000 }, (_, index) => (index === 555 ? 90 : index % 10));
    const steps = stepsOf(levels);
    expect([steps.length, steps[55], steps[56]]).toEqual([100, 90, 9]);
  });

  it('has a step for each measurement of a short recording, and none without one', () => {
    expect([stepsOf([3, 7]), stepsOf([])]).toEqual([[3, 7], []]);
  });
});

describe('a message without a text', () => {
  const voice = { kind: 'voice', name: 'voice.webm' };
  it.each([
    [[voice], 'Voice message'],
    [[{ kind: 'file', name: 'a.pdf' }], 'a.pdf'],
    [[voice, voice], '2 files'],
  ])('is named by its files: %j', (attachments, text) =>
    expect(messageText({ content: '', attachments } as never)).toBe(text),
  );
});
