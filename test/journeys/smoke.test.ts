import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { runNode, spawnNode } from '../../measure/processes.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { namesOf, rowsOf } from '../support/smoke.ts';

let app: LocalApp;
beforeAll(async () => (app = await startApp({ LOCAL_ASYNC_RETRY_DELAY_MS: '20' })));
afterAll(() => app.stop());

const smoke = (url: string, ...args: string[]) => runNode('smoke/main.ts', ['--url', url, ...args]);

describe('npm run smoke against npm start', () => {
  test('each check is ok, or not applicable because only AWS has it; and all rows are removed', async () => {
    const before = await rowsOf(app);
    const { code, stdout } = await smoke(app.url);
    expect(namesOf(stdout, 'FAILED')).toEqual([]);
    expect(namesOf(stdout, 'not applicable')).toEqual([
      'the outputs of the stacks name every address',
      'the login page opens for the page, which may sign in there',
      'CORS',
      'a socket that was idle for 8 minutes still sends',
      'a rule to a temporary queue receives thread.created',
      'metrics have arrived under the names that the alarms use',
      'no function has logged an ERROR but for the events that were invalid on purpose',
    ]);
    expect(namesOf(stdout, 'ok').length).toBeGreaterThanOrEqual(25);
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^\d+ ok, 0 failed, 7 not applicable$/);
    expect(code).toBe(0);
    expect(await rowsOf(app)).toEqual(before);
  });

  test('Ctrl-C ends the run early, with all rows removed and exit code 1', async () => {
    const before = await rowsOf(app);
    // The eight idle minutes follow the check that is waited for, so the run cannot end before the signal.
    const child = spawnNode('smoke/main.ts', ['--url', app.url, '--slow']);
    let stdout = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += String(chunk);
      if (!child.killed && stdout.includes('one connection more than allowed')) child.kill('SIGINT');
    });
    const [code] = await once(child, 'close');
    expect([code, stdout]).toEqual([1, expect.stringContaining('everything that the run made is removed')]);
    expect(await rowsOf(app)).toEqual(before);
  });

  test('where nothing answers it fails in one line', async () => {
    const { code, stdout } = await smoke('http://127.0.0.1:9');
    expect([code, namesOf(stdout, 'FAILED')]).toEqual([1, [expect.stringContaining('REST answers')]]);
  });
});

describe('a broken setting fails the checks that it breaks, and no others', () => {
  test.each<[string, Record<string, string>, string[]]>([
    [
      'too many connections are allowed',
      { CHAT_MAX_CONNECTIONS: '30' },
      ['one connection more than allowed closes the oldest'],
    ],
    [
      'no push is taken',
      { LOCAL_MANAGEMENT_500: '1' },
      [
        'a client of Socket.IO connects, joins and sends, and each is acknowledged',
        'a client of Socket.IO with a bad token gets connect_error',
        'a message is pushed to the other user, with its text and name unharmed',
        'a message sent by REST is pushed to both users',
        'one connection more than allowed closes the oldest',
        'an event of the marketplace, by Invoke, is pushed once however often it is sent',
        'an event of the marketplace, by PutEvents, is pushed',
      ],
    ],
  ])(
    '%s',
    async (_, environment, failed) => {
      const broken = await startApp({ LOCAL_ASYNC_RETRY_DELAY_MS: '20', ...environment });
      onTestFinished(async () => void (await broken.stop()));
      const before = await rowsOf(broken);
      const { code, stdout } = await smoke(broken.url, '--patience-seconds', '2');
      expect(namesOf(stdout, 'FAILED')).toEqual(failed);
      expect(code).toBe(1);
      expect(await rowsOf(broken)).toEqual(before);
    },
    120_000,
  );
});
