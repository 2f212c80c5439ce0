import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientOptions } from '../platform/client-options.ts';
import { answerInTime } from '../platform/lost-answers.ts';

const answerTimeoutMs = 3_000;

/** What the function is invoked with. */
export interface OpeningEvent {
  connectionId: string;
}

/**
 * Lets the function with this name open connections, without waiting for it. (Lambda, "Invoking a Lambda function
 * asynchronously".) Call it once in a process.
 */
export function openingBy(functionName: string): (connectionId: string) => Promise<void> {
  const client = new LambdaClient({ ...clientOptions(answerTimeoutMs), cacheMiddleware: true });
  client.middlewareStack.use(answerInTime(answerTimeoutMs));
  return async (connectionId) => {
    const event: OpeningEvent = { connectionId };
    const Payload = new TextEncoder().encode(JSON.stringify(event));
    await client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
  };
}
