import { describe, expect, it } from 'vitest';
import { callerOf } from '../../lambdas/platform/claims.ts';

describe("the name of a token's user", () => {
  it.each([
    ['the claim by setting', { sub: 'u-1', nick: 'Ann' }, 'Ann'],
    ['the sub without it', { sub: 'u-1' }, 'u-1'],
    ['the sub where it is no text', { sub: 'u-1', nick: 7 }, 'u-1'],
    ['the sub where it is blank', { sub: 'u-1', nick: ' \u0000 ' }, 'u-1'],
    ['the sub where it is no valid Unicode', { sub: 'u-1', nick: '\ud800' }, 'u-1'],
    ['cut to 64 characters', { sub: 'u-1', nick: '😀'.repeat(70) }, '😀'.repeat(64)],
    ['cut to 64 characters also where it is the sub', { sub: 'x'.repeat(128) }, 'x'.repeat(64)],
    ['without control characters', { sub: 'u-1', nick: 'A\u0007nn\n' }, 'Ann'],
  ])('is %s', (_, claims, expected) => {
    expect(callerOf(claims, 'nick').username).toBe(expected);
  });
});
