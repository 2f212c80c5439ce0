import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runNode } from '../../measure/processes.ts';
import { startApp } from '../support/local-app.ts';
import { joinedTalk } from '../support/people.ts';

/** Processes with this environment do not find the embedded engine. */
const hidden = { NODE_OPTIONS: `--require ${join(import.meta.dirname, '../support/hide-embedded-engine.cjs')}` };

test('DEV-2: without the embedded engine the app runs on DynamoDB Local by Java, and says so', async () => {
  const app = await startApp(hidden);
  onTestFinished(async () => void (await app.stop()));
  const { alice, threadId, atAlice, atBob } = await joinedTalk(app);
  const sent = await atAlice.request('send_message', { thread_id: threadId, content: 'hello' });
  expect((await atBob.event('new_message')).data).toEqual(sent.data);
  expect((await alice.get(`/threads/${threadId}/messages/`)).results).toHaveLength(1);
  expect(app.log()).toMatch(
    /^DynamoDB: the embedded engine is not installed.*; AWS's DynamoDB Local runs instead, by Java$/m,
  );
  expect(app.log()).toMatch(/^DynamoDB: AWS's DynamoDB Local, in memory$/m);
});

test('DEV-2: without the embedded engine and without Java the app ends with one sentence that names both ways out', async () => {
  const { code, stdout, stderr } = await runNode('local/main.ts', [], { ...hidden, PORT: '0', PATH: '/nowhere' });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trim()).toBe(
    "DynamoDB: the embedded engine is not installed (npm ci installs it), and AWS's DynamoDB Local needs Java: " +
      'install a Java runtime, or set DYNAMODB_ENDPOINT=http://… to a DynamoDB that runs',
  );
});
