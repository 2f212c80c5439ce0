import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { brief, expectThat, type Check } from '../check.ts';
import type { Site } from '../site/site.ts';

async function invoke(site: Site, payload: object): Promise<{ error: string | undefined; body: any }> {
  const command = new InvokeCommand({ FunctionName: site.systemMessageFunction, Payload: JSON.stringify(payload) });
  const { FunctionError, Payload } = await new LambdaClient(site.aws).send(command);
  return { error: FunctionError, body: JSON.parse(Payload?.transformToString() ?? 'null') };
}

const invoked: Check = {
  name: 'an event of the marketplace, by Invoke, is pushed once however often it is sent',
  async run({ site, open, client, threadId, newEventId }) {
    const socket = await open(client);
    await socket.ask('join_thread', 'thread_joined', { thread_id: threadId });
    const event = { event_id: newEventId(), event: 'hire', thread_id: threadId };
    const first = await invoke(site, event);
    expectThat(first.error === undefined, `${first.error}: ${brief(first.body)}`);
    await socket.push('new_message', (message) => message.id === first.body.message.id);
    const repeat = await invoke(site, event);
    expectThat(repeat.body.duplicate === true, `the repeat was answered with ${brief(repeat.body)}`);
  },
};

const invokedWrongly: Check = {
  name: 'an invalid event, by Invoke, is refused with the fields that are wrong',
  async run({ site, newEventId }) {
    const { error, body } = await invoke(site, { event_id: newEventId(), event: 'party' });
    const isRefused = error !== undefined && body.errorType === 'bad_request' && body.errorMessage.includes('event');
    expectThat(isRefused, `${error ?? 'no FunctionError'}: ${brief(body)}`);
  },
};

async function putEvent(site: Site, detail: object): Promise<void> {
  const entry = { EventBusName: site.eventBusName, Source: 'marketplace', DetailType: 'smoke' };
  const command = new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] });
  const { FailedEntryCount, Entries } = await new EventBridgeClient(site.aws).send(command);
  expectThat(FailedEntryCount === 0, `PutEvents answered ${brief(Entries)}`);
}

const put: Check = {
  name: 'an event of the marketplace, by PutEvents, is pushed',
  async run({ site, open, client, threadId, newEventId }) {
    const socket = await open(client);
    await socket.ask('join_thread', 'thread_joined', { thread_id: threadId });
    const content = `by the bus ${newEventId()}`;
    await putEvent(site, { event_id: newEventId(), event: 'job_update', thread_id: threadId, content });
    await socket.push('new_message', (message) => message.content === content);
  },
};

/**
 * Receives until the message with that text is there, and deletes it. The others are not the run's: they become visible again at once.
 * The signal ends the waiting.
 */
async function takeDeadLetter(
  { aws, failedEventsQueueUrl: QueueUrl }: Site,
  text: string,
  signal: AbortSignal,
): Promise<any> {
  const queue = new SQSClient(aws);
  const receive = new ReceiveMessageCommand({
    ...{ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 10, VisibilityTimeout: 1 },
  });
  for (;;) {
    const { Messages = [] } = await queue.send(receive, { abortSignal: signal });
    const found = Messages.find(({ Body }) => Body?.includes(text));
    if (found?.Body === undefined) continue;
    await queue.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: found.ReceiptHandle }));
    return JSON.parse(found.Body);
  }
}

const refused: Check = {
  name: 'an event that is refused is kept in its dead-letter queue',
  // Lambda repeats after one and after two more minutes. (Lambda, "How Lambda handles errors and retries with asynchronous invocation".)
  timeLimitMs: 480_000,
  async run({ site, newEventId }, signal) {
    const detail = { event_id: newEventId(), event: 'party' };
    await putEvent(site, detail);
    const { requestPayload, responsePayload } = await takeDeadLetter(site, `"${detail.event_id}"`, signal);
    expectThat(JSON.stringify(requestPayload).includes(detail.event_id), `it holds ${brief(requestPayload)}`);
    expectThat(JSON.stringify(responsePayload).includes('event'), `its reason is ${brief(responsePayload)}`);
  },
};

export const marketplaceChecks = [invoked, invokedWrongly, put, refused];
