import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeEvents, type ChangeEventName } from '../../protocol/change-event.ts';
import { messageTypeOf } from '../../protocol/message-type-of.ts';
import { eventMetadata } from '../../protocol/system-event.ts';
import { MailServer } from '../support/mail-server.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';

/** Runs the snippets of docs/marketplace.md unchanged: what developers copy from it has to work. */
const text = readFileSync(new URL('../../docs/marketplace.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, code]) => code as string);
const [call = '', dispute = '', put = '', mail = ''] = blocks('js');
const [python = '', pythonMail = ''] = blocks('python');
const [policy, , rule, ...samples] = blocks('json').map((block) => JSON.parse(block));
const [, CHAT_EVENTS = ''] = /cdk deploy .* -c events=(\S+)/.exec(text) ?? [];
const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0;

let app: LocalApp;
beforeAll(async () => {
  app = await startApp({ CHAT_EVENTS });
});
afterAll(() => app.stop());

/** Runs a snippet with the variables that the page names. Returns what it prints. */
async function run(command: string, args: string[], more: Record<string, string> = {}): Promise<string> {
  const aws = {
    AWS_ENDPOINT_URL: app.url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
  };
  const env = {
    ...process.env,
    ...aws,
    SYSTEM_MESSAGE_FUNCTION: 'system-message',
    CHAT_BUS: 'chat-local',
    NODE_NO_WARNINGS: '1',
    ...more,
  };
  return (await promisify(execFile)(command, args, { env, timeout: 30_000 })).stdout;
}
const runNode = (code: string) => run(process.execPath, ['--input-type=module', '--eval', code]);

/** The messages in the thread of the page's people. */
async function messages(threadId: string): Promise<{ type: string; metadata: Record<string, unknown> }[]> {
  return (await app.rest(await app.token('alice'), 'GET', `/threads/${threadId}/messages/`)).body.results;
}

describe('the snippets of docs/marketplace.md', () => {
  test('Node.js: a call and its repeat return the same message', async () => {
    const first = JSON.parse(await runNode(call));
    expect(first).toMatchObject({
      duplicate: false,
      message: { type: 'payment_completed', metadata: { payment_id: 'P-7731' } },
    });
    expect(JSON.parse(await runNode(call))).toMatchObject({ duplicate: true, message: { id: first.message.id } });
  });

  test('Node.js: a refusal is an error that names the field', async () => {
    await expect(runNode(call.replace("'EUR'", "'euros'"))).rejects.toThrow(/bad_request: .*metadata\.currency/);
  });

  test('Node.js: a message with a button and a private key closes the thread', async () => {
    const { thread_id: threadId, message } = JSON.parse(await runNode(dispute));
    expect(message.metadata).toEqual({
      event: 'dispute_created',
      action: { label: 'Open the dispute', url: 'https://market.example/disputes/D-3' },
      dispute_id: 'D-3',
      reason: 'files are missing',
    });
    const thread = await app.rest(await app.token('alice'), 'GET', `/threads/${threadId}/`);
    expect(thread.body).toMatchObject({ is_active: false, last_seq: message.seq });
  });

  test('Node.js: an event on the bus arrives in the thread', async () => {
    const { thread_id: threadId } = JSON.parse(await runNode(call));
    await runNode(put);
    await expect.poll(async () => (await messages(threadId)).map(({ type }) => type)).toContain('job_update');
  });

  test('Node.js: an event on a bus that does not exist is no error, and is not delivered', async () => {
    const stray = put.replace('process.env.CHAT_BUS', "'nowhere'").replace('job-J-12-closed', 'stray-1');
    await runNode(stray);
    const seen = (await app.call('GET', '/dev/events')).body.filter(
      ({ event }: any) => event.detail.event_id === 'stray-1',
    );
    expect(seen.map(({ bus }: { bus: string }) => bus)).not.toContain('chat-local');
  });

  test.runIf(hasBoto3)('Python: a call', async () => {
    expect(JSON.parse(await run('python3', ['-c', python]))).toMatchObject({
      message: { type: 'system', metadata: { contract_id: 'C-9' } },
    });
  });
});

describe('the facts of docs/marketplace.md', () => {
  test('every event of the marketplace is listed, with the type of its message and its metadata', () => {
    const rows = [...text.matchAll(/^\| (`[a-z_`, ]+`) \| `(\w+)` \| (.*)\|$/gm)];
    const named = (cell = '') => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name as string);
    const told = rows.flatMap(([, events, type, keys]) =>
      named(events).map((event) => [event, { type, keys: named(keys) }]),
    );
    const known = Object.entries(eventMetadata).map(([event, schema]) => [
      event,
      { type: messageTypeOf[event as keyof typeof messageTypeOf], keys: Object.keys(schema.shape) },
    ]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known));
  });

  test('the samples of outgoing events match their schemas', () => {
    const names = Object.keys(changeEvents) as ChangeEventName[];
    expect(samples).toHaveLength(names.length);
    for (const [index, name] of names.entries())
      expect(changeEvents[name].parse(samples[index])).toEqual(samples[index]);
  });

  const event = JSON.stringify({ detail: samples[Object.keys(changeEvents).indexOf('message.unread')] });
  const program = `${mail}\nawait handler(${event});`;
  test.each([
    ['Node.js', process.execPath, ['--input-type=module', '--eval', program]],
    ['Python', 'python3', ['-c', `import json\n${pythonMail}\nhandler(json.loads(${JSON.stringify(event)}))`]],
  ])(
    '%s: message.unread becomes an e-mail, the same for each delivery of the event (NT-5)',
    async (_, command, args) => {
      const server = await MailServer.start();
      for (let delivery = 0; delivery < 2; delivery += 1) await run(command, args, { SMTP_URL: server.url });
      server.close();
      const headers = (name: string) =>
        server.mails.map((one) => new RegExp(`^${name}: (.*)$`, 'im').exec(one)?.[1]?.trim());
      expect(headers('To')).toEqual(['bob@example.com', 'bob@example.com']);
      expect(headers('Subject')).toEqual(Array(2).fill('You have 2 new messages'));
      expect(headers('Message-ID')).toEqual(Array(2).fill('<t-1%2Ffreelancer%2Funread%2F7@chat.example.com>'));
      expect(server.mails[0]?.replaceAll('=\r\n', '')).toMatch(/\/#\/thread\/t-1/);
    },
  );

  test('the rule matches what the chat puts on the bus', async () => {
    await runNode(call);
    const fits = ({ source, 'detail-type': type }: Record<string, string>) =>
      rule.source.includes(source) && rule['detail-type'].includes(type);
    await expect
      .poll(async () => (await app.call('GET', '/dev/events')).body.filter(({ event }: any) => fits(event)).length, {
        timeout: 20_000,
      })
      .toBeGreaterThan(0);
  });

  test('the policy allows the two calls and nothing else', () => {
    const allowed = policy.Statement.map(({ Effect, Action, Resource }: Record<string, string>) => [
      Effect,
      Action,
      Resource,
    ]);
    expect(allowed).toEqual([
      ['Allow', 'lambda:InvokeFunction', expect.stringMatching(/:function:chat-production-system-message$/)],
      ['Allow', 'events:PutEvents', expect.stringMatching(/:event-bus\/chat-production$/)],
    ]);
  });
});
