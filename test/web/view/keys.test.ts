import type { KeyboardEvent } from 'react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cancels, submits } from '../../../web/components/view/keys.ts';

/** A key as React reports it, on a device with or without a touch screen. */
function press(key: string, { isComposing = false, keyCode = 13, ...modifiers }: Partial<KeyInit> = {}): KeyboardEvent {
  return { key, ...modifiers, nativeEvent: { isComposing, keyCode } } as unknown as KeyboardEvent;
}

interface KeyInit {
  isComposing: boolean;
  keyCode: number;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

const onDevice = (touch: boolean) => vi.stubGlobal('matchMedia', () => ({ matches: touch }));
afterEach(() => vi.unstubAllGlobals());

describe('the keys of a text field', () => {
  test.each([
    ['Enter', {}, { desktop: true, touch: false }],
    ['Enter', { shiftKey: true }, { desktop: false, touch: false }],
    ['Enter', { ctrlKey: true }, { desktop: true, touch: true }],
    ['Enter', { metaKey: true }, { desktop: true, touch: true }],
    ['Enter', { isComposing: true }, { desktop: false, touch: false }],
    ['Enter', { keyCode: 229 }, { desktop: false, touch: false }],
    ['Enter', { keyCode: 229, ctrlKey: true }, { desktop: false, touch: false }],
    ['a', { ctrlKey: true }, { desktop: false, touch: false }],
  ])('%s with %j submits: %j', (key, init, { desktop, touch }) => {
    onDevice(false);
    expect(submits(press(key, init))).toBe(desktop);
    onDevice(true);
    expect(submits(press(key, init))).toBe(touch);
  });

  test.each([
    [{ keyCode: 27 }, true],
    [{ keyCode: 27, isComposing: true }, false],
    [{ keyCode: 229 }, false],
  ])('Escape with %j cancels: %j', (init, expected) => expect(cancels(press('Escape', init))).toBe(expected));
});
