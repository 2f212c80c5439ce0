import { describe, expect, it } from 'vitest';
import {
  checkSetting,
  functionNames,
  readSettings,
  settingDefaults,
  settingsOf,
} from '../../lambdas/platform/settings.ts';

const environment = {
  CHAT_TABLE: 'chat',
  CHAT_MANAGEMENT_URL: 'https://api.example/ws',
  CHAT_METRICS_NAMESPACE: 'chat-dev',
  CHAT_ISSUER: 'https://issuer.example',
  CHAT_AUDIENCE: 'chat, app',
  CHAT_JWKS_URI: 'https://issuer.example/keys',
  CHAT_EVENT_BUS: 'chat-events',
  CHAT_FILES_BUCKET: 'chat-files',
  CHAT_NOTIFICATION_QUEUE: 'https://sqs.example/later',
  CHAT_LATER_QUEUE: 'https://sqs.example/later',
  CHAT_FAILED_NOTIFICATIONS: 'https://sqs.example/failed',
  CHAT_PUSH_SECRET: 'arn:secret',
  CHAT_PUSH_CONTACT: 'mailto:operator@example.com',
  CHAT_PUSH_HOSTS: '',
  CHAT_SOCKET_IO_FUNCTION: 'chat-dev-socket-io',
  CHAT_SOCKET_IO_QUEUE: 'https://sqs.example/rounds',
  ...settingDefaults,
};

describe('the settings of a function', () => {
  it('are read from their variables under their own names and as values of their own kind', () => {
    expect(readSettings('frame', environment)).toEqual({
      tableName: 'chat',
      managementUrl: 'https://api.example/ws',
      metricsNamespace: 'chat-dev',
      issuer: 'https://issuer.example',
      audiences: ['chat', 'app'],
      jwksUri: 'https://issuer.example/keys',
      usernameClaim: 'username',
      editWindowMs: 15 * 60_000,
      rateLimit: { burst: 20, perMs: 10_000 },
      userLimit: { burst: 120, perMs: 10_000 },
      maxConnections: 20,
    });
  });

  it.each(functionNames)('%s: a missing one fails by the name of its variable', (name) => {
    for (const variable of settingsOf[name]) {
      expect(() => readSettings(name, { ...environment, [variable]: undefined })).toThrow(`${variable} is not set`);
    }
  });

  it.each(functionNames)('%s: no other ones than its own are needed', (name) => {
    const own = Object.fromEntries(settingsOf[name].map((variable) => [variable, environment[variable]]));
    expect(Object.keys(readSettings(name, own))).toHaveLength(settingsOf[name].length);
  });
});

describe('a setting', () => {
  it.each([
    ['CHAT_EDIT_WINDOW', ['15m', '500ms', '10s', '2h', '1d']],
    ['CHAT_RATE_LIMIT', ['off', '20/10s', '1/1m', '100/500ms']],
    ['CHAT_THREAD_LIMIT', ['off', '20/1h', '100/1d']],
    ['CHAT_THREAD_CREATION', ['anyone', 'client', 'marketplace']],
    ['CHAT_MAX_CONNECTIONS', ['1', '20', '500']],
    ['CHAT_EVENTS', ['', 'off', 'message.read', 'thread.created, message.created,message.unread']],
    ['CHAT_MANAGEMENT_URL', ['https://x.example/ws', 'http://127.0.0.1:8006/ws']],
  ] as const)('%s accepts %j', (name, values) => {
    for (const value of values) expect(() => checkSetting(name, value)).not.toThrow();
  });

  it.each([
    ['CHAT_EDIT_WINDOW', ['', '15', 'm', '0m', '-1m', '1.5h', '15 m', '15m ', '1y']],
    ['CHAT_THREAD_CREATION', ['', 'nobody', 'freelancer', 'Client']],
    ['CHAT_RATE_LIMIT', ['', '20', '0/10s', '20/0s', '20/10', '/10s', 'OFF', '20 / 10s', '-1/1s']],
    ['CHAT_MAX_CONNECTIONS', ['', '0', '-1', '1.5', 'many']],
    ['CHAT_EVENTS', ['on', 'thread.created,', 'off,message.read', 'message.sent']],
    ['CHAT_MANAGEMENT_URL', ['', 'x.example', 'ftp://x.example', 'https://']],
    ['CHAT_TABLE', ['']],
    ['CHAT_AUDIENCE', ['', ',', 'chat,', ' ']],
  ] as const)('%s refuses %j, naming itself', (name, values) => {
    for (const value of values) expect(() => checkSetting(name, value), value).toThrow(`${name} is "${value}"`);
  });

  it('CHAT_EVENTS: off, or nothing, means no kind (EVT-3)', () => {
    const kindsOf = (CHAT_EVENTS: string) =>
      readSettings('publish-changes', { ...environment, CHAT_EVENTS }).eventKinds;
    expect(['off', '', 'message.read, message.unread'].map(kindsOf)).toEqual([
      [],
      [],
      ['message.read', 'message.unread'],
    ]);
  });

  it('CHAT_RATE_LIMIT: off means no limit', () => {
    expect(readSettings('frame', { ...environment, CHAT_RATE_LIMIT: 'off' }).rateLimit).toBeNull();
  });
});
