import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadApp, type LocalApp } from '../../local/app.ts';
import { settingNames } from 'cdk-app-emulator';
import { startLocal } from '../../local/start.ts';
import { endpoints } from '../../protocol/rest.ts';

/**
 * The app as it is synthesised: what is only for one machine is not in it, and what is for services no user reaches.
 */

let app: LocalApp;
let code: Record<string, string>;
beforeAll(async () => {
  app = await loadApp({ CHAT_ORIGINS: 'https://chat.example.com,https://two.example.com' });
  code = Object.fromEntries(
    app.functions.map(({ shortName, codeFolder }) => [
      shortName,
      readdirSync(codeFolder, { recursive: true, encoding: 'utf8' })
        .map((file) => readIfText(join(codeFolder, file)))
        .join('\n'),
    ]),
  );
}, 120_000);

const readIfText = (file: string): string => (/\.(m?js|json)$/.test(file) ? readFileSync(file, 'utf8') : '');

describe('what is only for one machine', () => {
  test.each(['/dev/', '/@connections', '/.well-known', '/2015-03-31'])('%s is no route', (path) => {
    expect(app.httpApi.routes.map(({ routeKey }) => routeKey).filter((key) => key.includes(path))).toEqual([]);
  });

  test('stands in no bundle: neither the development issuer nor a fault', () => {
    expect(Object.keys(code).length).toBeGreaterThan(6);
    for (const [name, text] of Object.entries(code)) {
      expect(text.length, name).toBeGreaterThan(1_000);
      for (const word of [
        '/dev/token',
        'DevelopmentIssuer',
        ...settingNames.filter((variable) => variable.startsWith('LOCAL_')),
      ]) {
        expect(text.includes(word), `${word} in ${name}`).toBe(false);
      }
    }
  });

  test('stands in no setting of a function', () => {
    for (const { environment } of app.functions)
      expect(Object.keys(environment).filter((name) => name.startsWith('LOCAL_'))).toEqual([]);
  });
});

describe('the functions for services', () => {
  test('system-message and publish-changes stand behind no route', () => {
    const behind = [...app.webSocketApi.routes, ...app.httpApi.routes].map(
      ({ integration }) => integration.functionArn,
    );
    const names = new Set(app.functions.filter(({ arn }) => behind.includes(arn)).map(({ shortName }) => shortName));
    const ofUsers = ['attachments', 'connect', 'disconnect', 'frame', 'http', 'notifications', 'search'];
    expect([...names].sort()).toEqual(ofUsers);
  });

  test('system-message lets the bus invoke it, by its rule, and nobody else; publish-changes nobody', () => {
    const permissions = (name: string) => app.functions.find(({ shortName }) => shortName === name)!.invokePermissions;
    expect(permissions('system-message').map(({ principal, sourceArn }) => [principal, sourceArn !== null])).toEqual([
      ['events.amazonaws.com', true],
    ]);
    expect(permissions('publish-changes')).toEqual([]);
  });
});

describe('every route', () => {
  test('of the WebSocket begins with the authorizer, which alone opens a connection', () => {
    const open = app.webSocketApi.routes
      .filter(({ authorizer }) => authorizer !== null)
      .map(({ routeKey }) => routeKey);
    expect(open).toEqual(['$connect']);
  });

  test('of REST but the API document is 401 without a token', async () => {
    const local = await startLocal({ app });
    try {
      const status = async (method: string, path: string) =>
        (await fetch(`${local.url}/api/chat${path}`, { method })).status;
      for (const { method, path } of Object.values(endpoints)) {
        expect(await status(method, path), `${method} ${path}`).toBe(path === '/openapi.json' ? 200 : 401);
      }
    } finally {
      await local.close();
    }
  });
});

describe('CORS', () => {
  test('DEV-3: the running app grants exactly the origins of the synthesised one, without credentials', async () => {
    expect(app.httpApi.cors).toMatchObject({
      allowOrigins: [
        'https://chat.example.com',
        'https://two.example.com',
        expect.stringMatching(/^https:\/\/\w+\.cloudfront\.net$/),
      ],
      allowCredentials: false,
    });
    const local = await startLocal({ app });
    try {
      const granted = async (origin: string) =>
        (await fetch(`${local.url}/api/chat/openapi.json`, { headers: { origin } })).headers.get(
          'access-control-allow-origin',
        );
      expect(await granted('https://chat.example.com')).toBe('https://chat.example.com');
      for (const origin of [
        'https://evil.example.com',
        'https://chat.example.com.evil.com',
        'http://chat.example.com',
        'https://chat.example.com:8443',
        'null',
        'https://CHAT.example.com.',
      ]) {
        expect(await granted(origin), origin).toBeNull();
      }
    } finally {
      await local.close();
    }
  });
});
