import { expect, test } from 'vitest';
import { compilePattern } from '../../primitives/event-pattern.ts';

const event = {
  source: 'bigshopplace',
  'detail-type': 'payment_completed',
  resources: ['arn:a', 'arn:b'],
  detail: {
    amount: 250,
    currency: 'EUR',
    late: false,
    note: null,
    job: { title: 'Logo design' },
    tags: ['big', 'new'],
    lines: [{ kind: 'fee' }, { kind: 'tax' }],
  },
};

test.each([
  ['a field that is equal', { source: ['bigshopplace'] }, true],
  ['one of several', { source: ['other', 'bigshopplace'] }, true],
  ['none of several', { source: ['other'] }, false],
  ['all fields', { source: ['bigshopplace'], 'detail-type': ['hire'] }, false],
  ['a nested field', { detail: { job: { title: ['Logo design'] } } }, true],
  ['a number, a boolean, null', { detail: { amount: [250], late: [false], note: [null] } }, true],
  ['no text for a number', { detail: { amount: ['250'] } }, false],
  ['an array by one of its values', { resources: ['arn:b'] }, true],
  ['an array of objects by one of them', { detail: { lines: { kind: ['tax'] } } }, true],
  ['prefix', { detail: { currency: [{ prefix: 'EU' }] } }, true],
  ['prefix, other case', { detail: { currency: [{ prefix: 'eu' }] } }, false],
  ['prefix ignoring case', { detail: { currency: [{ prefix: { 'equals-ignore-case': 'eu' } }] } }, true],
  ['suffix', { source: [{ suffix: 'place' }] }, true],
  ['suffix of something else', { source: [{ suffix: 'bigshop' }] }, false],
  ['equals-ignore-case', { detail: { currency: [{ 'equals-ignore-case': 'eur' }] } }, true],
  ['wildcard', { 'detail-type': [{ wildcard: 'pay*_comp*ted' }] }, true],
  ['wildcard that takes nothing else as special', { 'detail-type': [{ wildcard: 'payment?completed' }] }, false],
  ['anything-but', { source: [{ 'anything-but': 'other' }] }, true],
  ['anything-but a list that has it', { source: [{ 'anything-but': ['other', 'bigshopplace'] }] }, false],
  ['anything-but a prefix', { source: [{ 'anything-but': { prefix: 'bigshop' } }] }, false],
  ['anything-but several suffixes', { source: [{ 'anything-but': { suffix: ['x', 'y'] } }] }, true],
  ['anything-but on a missing field', { region: [{ 'anything-but': 'x' }] }, false],
  ['numeric range', { detail: { amount: [{ numeric: ['>', 100, '<=', 250] }] } }, true],
  ['numeric out of range', { detail: { amount: [{ numeric: ['<', 250] }] } }, false],
  ['numeric equal and at least', { detail: { amount: [{ numeric: ['=', 250, '>=', 250] }] } }, true],
  ['numeric on a text', { detail: { currency: [{ numeric: ['>', 0] }] } }, false],
  ['exists', { detail: { amount: [{ exists: true }] } }, true],
  ['exists on a missing field', { detail: { price: [{ exists: true }] } }, false],
  ['exists false on a missing field', { detail: { price: [{ exists: false }] } }, true],
  ['$or, one side', { $or: [{ source: ['other'] }, { detail: { amount: [{ numeric: ['>', 200] }] } }] }, true],
  ['$or, no side', { $or: [{ source: ['other'] }, { source: ['another'] }] }, false],
])('GW-84: %s (EventBridge User Guide, eb-create-pattern-operators)', (_, pattern, matches) => {
  expect(compilePattern(pattern)(event)).toBe(matches);
});

test('an operator that is not emulated is named in the error, and so is a leaf that is not an array', () => {
  expect(() => compilePattern({ detail: { ip: [{ cidr: '10.0.0.0/8' }] } })).toThrow(
    'event pattern operator cidr is not emulated',
  );
  expect(() => compilePattern({ source: 'bigshopplace' })).toThrow(
    'event pattern field source must be an array or an object',
  );
});
