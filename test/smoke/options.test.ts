import { expect, test } from 'vitest';
import { socketIoAddress } from '../../smoke/wire/socket-io.ts';
import { readOptions, UsageError } from '../../smoke/world/options.ts';

test('--stage and --url name what is tested; the rest has defaults', () => {
  const defaults = {
    slow: false,
    attachments: true,
    maxConnections: 20,
    patienceMs: 20_000,
    tokens: null,
    eventKinds: ['thread.created', 'message.unread'],
    hasNotifications: true,
    hasSocketIo: true,
  };
  expect(readOptions(['--stage', 'dev', '--region', 'eu-west-1'], {})).toEqual({
    ...defaults,
    target: { stage: 'dev', region: 'eu-west-1' },
  });
  expect(
    readOptions(
      [
        '--url',
        'http://127.0.0.1:8006/',
        '--slow',
        '--max-connections',
        '5',
        '--events',
        'off',
        '--notifications',
        'off',
        '--socket-io',
        'off',
      ],
      {},
    ),
  ).toEqual({
    ...{ ...defaults, slow: true, maxConnections: 5, eventKinds: [], hasNotifications: false, hasSocketIo: false },
    target: { url: 'http://127.0.0.1:8006' },
  });
});

test('SMOKE_TOKENS holds two tokens', () => {
  expect(readOptions(['--stage', 'dev'], { SMOKE_TOKENS: 'a.b.c d.e.f' }).tokens).toEqual(['a.b.c', 'd.e.f']);
});

test.each<[string, string[], Record<string, string>, RegExp]>([
  ['no target', [], {}, /--stage or --url/],
  ['two targets', ['--stage', 'dev', '--url', 'http://127.0.0.1'], {}, /--stage or --url/],
  ['an address with a path', ['--url', 'http://127.0.0.1/api'], {}, /--url must be like/],
  ['no number', ['--stage', 'dev', '--max-connections', 'many'], {}, /--max-connections/],
  ['an unknown kind of event', ['--stage', 'dev', '--events', 'message.sent'], {}, /--events must be off, or some of/],
  ['neither on nor off', ['--stage', 'dev', '--socket-io', 'maybe'], {}, /--socket-io/],
  ['an unknown option', ['--stage', 'dev', '--fast'], {}, /--fast/],
  ['one token', ['--stage', 'dev'], { SMOKE_TOKENS: 'a.b.c' }, /SMOKE_TOKENS/],
])('%s is a usage error that names it', (_, args, environment, message) => {
  const read = () => readOptions(args, environment);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
});

test.each([
  ['wss://abc.execute-api.eu-west-1.amazonaws.com/dev', 'https://abc.execute-api.eu-west-1.amazonaws.com', '/dev'],
  ['wss://socket.example.com', 'https://socket.example.com', '/socket.io'],
  ['ws://127.0.0.1:8006/ws', 'http://127.0.0.1:8006', '/ws'],
])('SIO-1: a client of Socket.IO reaches %s at %s, path %s', (url, origin, path) => {
  expect(socketIoAddress(url)).toEqual({ origin, path });
});
