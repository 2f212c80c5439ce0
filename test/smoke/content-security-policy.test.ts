import { expect, test } from 'vitest';
import { letsConnect } from '../../smoke/checks/page.ts';

const page = 'https://chat.example.com';
const policy = (sources: string) => `default-src 'none'; connect-src ${sources}; script-src 'self'`;

test.each([
  ["'self'", 'https://chat.example.com/api/chat', true],
  ["'self'", 'wss://chat.example.com/ws', false],
  ['https://api.example.com', 'https://api.example.com/api/chat', true],
  ['https://api.example.com', 'wss://api.example.com/ws', false],
  ['wss://api.example.com', 'wss://api.example.com/ws', true],
  ['https://*.execute-api.eu-west-1.amazonaws.com', 'https://abc.execute-api.eu-west-1.amazonaws.com/api/chat', true],
  ['https://*.execute-api.eu-west-1.amazonaws.com', 'https://abc.execute-api.eu-west-2.amazonaws.com/api/chat', false],
])('connect-src %s lets the page connect to %s: %s', (sources, url, expected) => {
  expect(letsConnect(policy(sources), url, page)).toBe(expected);
});

test('a policy without connect-src lets it connect nowhere', () => {
  expect(letsConnect("default-src 'none'", `${page}/api/chat`, page)).toBe(false);
});
