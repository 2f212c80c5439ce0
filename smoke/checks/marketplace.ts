import type { SystemEventResult } from '../../protocol/system-event.ts';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Check } from './check.ts';
import { brief, expectThat } from '../report/outcome.ts';
import type { Site } from '../site/site.ts';

/** What Lambda answers where a function has thrown. */
interface Thrown {
  errorType: string;
  errorMessage: string;
}

/** What `system-message` returns, or throws. */
async function invoke(
  site: Site,
  payload: object,
): Promise<{ result: SystemEventResult; thrown: null } | { result: null; thrown: Thrown }> {
  const command = new InvokeCommand({ FunctionName: site.systemMessageFunction, Payload: JSON.stringify(payload) });
  const { FunctionError, Payload } = await new LambdaClient(site.aws).send(command);
  const body: unknown = JSON.parse(Payload?.transformToString() ?? 'null');
  return FunctionError === undefined
    ? { result: body as SystemEventResult, thrown: null }
    : { result: null, thrown: body as Thrown };
}

const invoked: Check = {
  name: 'an event of the marketplace, by Invoke, is pushed once however often it is sent',
  async run({ site, open, client, threadId, newEventId }) {
    const socket = await open(client);
    await socket.ask('join_thread', { thread_id: threadId });
    const event = { event_id: newEventId(), event: 'hire', thread_id: threadId };
    const first = await invoke(site, event);
    expectThat(first.thrown === null, brief(first.thrown));
    const { id } = first.result.message;
    await socket.push('new_message', (message) => message.id === id);
    const repeat = await invoke(site, event);
    expectThat(repeat.result?.duplicate === true, `the repeat was answered with ${brief(repeat)}`);
  },
};

const invokedWrongly: Check = {
  name: 'an invalid event, by Invoke, is refused with the fields that are wrong',
  async run({ site, newEventId }) {
    const { thrown, result } = await invoke(site, { event_id: newEventId(), event: 'party' });
    const isRefused = thrown?.errorType === 'bad_request' && thrown.errorMessage.includes('event:');
    expectThat(isRefused, `it was answered with ${brief(thrown ?? result)}`);
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
    await socket.ask('join_thread', { thread_id: threadId });
    const content = `by the bus ${newEventId()}`;
    await putEvent(site, { event_id: newEventId(), event: 'job_update', thread_id: threadId, content });
    await socket.push('new_message', (message) => message.content === content);
  },
};

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
interface DeadLetter {
  /** What the function was called with. */
  requestPayload: unknown;
  /** What it has thrown. */
  responsePayload: unknown;
}

/**
 * Receives until the message with that text is there, and deletes it. The others are not the run's: they become visible
 * again at once. The signal ends the waiting.
 */
async function takeDeadLetter(
  { aws, failedEventsQueueUrl: QueueUrl }: Site,
  text: string,
  signal: AbortSignal,
): Promise<DeadLetter> {
  const queue = new SQSClient(aws);
  const receive = new ReceiveMessageCommand({
    ...{ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 10, VisibilityTimeout: 1 },
  });
  for (;;) {
    const { Messages = [] } = await queue.send(receive, { abortSignal: signal });
    const found = Messages.find(({ Body }) => Body?.includes(text));
    if (found?.Body === undefined) continue;
    await queue.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: found.ReceiptHandle }));
    return JSON.parse(found.Body) as DeadLetter;
  }
}

const refused: Check = {
  name: 'an event that is refused is kept in its dead-letter queue',
  // Lambda repeats after one and after two more minutes. (Lambda, "How Lambda handles errors and retries
  // with asynchronous invocation".)
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
