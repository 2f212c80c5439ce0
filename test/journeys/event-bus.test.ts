import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsClient } from '../support/aws.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk } from '../support/people.ts';

const EventBusName = 'chat-local';

let app: LocalApp;
let bus: EventBridgeClient;
let queues: SQSClient;
beforeAll(async () => {
  app = await startApp({ LOCAL_ASYNC_RETRY_DELAY_MS: '20' });
  bus = new EventBridgeClient(awsClient(app));
  queues = new SQSClient(awsClient(app));
});
afterAll(() => app.stop());

async function put(detail: object, Source = 'marketplace') {
  const answer = await bus.send(
    new PutEventsCommand({ Entries: [{ EventBusName, Source, DetailType: 'news', Detail: JSON.stringify(detail) }] }),
  );
  expect(answer.FailedEntryCount).toBe(0);
}

/** The body of the message with this text, from whichever dead-letter queue holds it. */
async function deadLetter(text: string): Promise<string> {
  const { QueueUrls = [] } = await queues.send(new ListQueuesCommand({}));
  const look = async (QueueUrl: string) => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const { Messages = [] } = await queues.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
      );
      const found = Messages.find((message) => message.Body?.includes(text));
      if (found !== undefined) return found.Body!;
    }
    throw new Error(`nothing with ${text} in ${QueueUrl}`);
  };
  return Promise.any(QueueUrls.map(look));
}

describe('an event on the bus', () => {
  test('SYS-1: with source marketplace reaches both participants, once for an event_id', async () => {
    const { alice, threadId, atAlice, atBob } = await joinedTalk(app);
    const detail = {
      event_id: randomUUID(),
      event: 'payment_completed',
      thread_id: threadId,
      metadata: { amount: '10.00', currency: 'EUR' },
    };
    await put(detail);
    for (const device of [atAlice, atBob]) {
      expect((await device.event('new_message')).data).toMatchObject({
        seq: 1,
        sender: null,
        type: 'payment_completed',
        metadata: detail.metadata,
      });
    }
    await put(detail);
    await put({ ...detail, event_id: randomUUID(), event: 'job_update' });
    await atAlice.event('new_message', (message) => message.type === 'job_update');
    expect(
      (await alice.get(`/threads/${threadId}/messages/`)).results
        .map((message: { type: string }) => message.type)
        .sort(),
    ).toEqual(['job_update', 'payment_completed']);
  });

  test('SYS-9: that is invalid is retried, then kept unchanged in a dead-letter queue', async () => {
    const detail = { event_id: randomUUID(), event: 'party', thread_id: 'somewhere' };
    const stats = await app.stats(async () => {
      await put(detail);
      const body = JSON.parse(await deadLetter(detail.event_id));
      expect(body.requestPayload.detail).toEqual(detail);
      expect(JSON.stringify(body.responsePayload)).toContain('event:');
    });
    expect(stats.lambda.by_function['system-message']?.invocations).toBeGreaterThan(1);
    expect(stats.dynamodb.write_units).toBe(0);
  });

  test('SYS-1: of another source is ignored', async () => {
    const { threadId, atAlice } = await joinedTalk(app);
    const detail = () => ({ event_id: randomUUID(), event: 'system', thread_id: threadId });
    await put(detail(), 'weather');
    await put({ ...detail(), content: 'after it' });
    await atAlice.event('new_message', (message) => message.content === 'after it');
    expect(await atAlice.received('new_message')).toHaveLength(1);
  });
});
