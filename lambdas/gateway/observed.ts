import { inInvocation, type Invocation } from '../platform/invocation.ts';
import { metricLine } from '../platform/metrics.ts';

/** What every event of an API Gateway says of its request; `timeEpoch` is the HTTP API's word for the same. */
interface GatewayEvent {
  requestContext: { requestId: string; connectionId?: string; requestTimeEpoch?: number; timeEpoch?: number };
}

interface LambdaContext {
  awsRequestId: string;
}

function invocationOf(event: Partial<GatewayEvent> | undefined, context: LambdaContext | undefined): Invocation {
  const { requestId, connectionId, requestTimeEpoch, timeEpoch } = event?.requestContext ?? {};
  return {
    ids: { request_id: requestId ?? context?.awsRequestId, connection_id: connectionId },
    // Without a gateway before it, a call begins here.
    requestedAtMs: requestTimeEpoch ?? timeEpoch ?? Date.now(),
    values: new Map(),
    lastPushAtMs: null,
  };
}

/**
 * The handler, with the ids of each call in the lines that it logs, and its metrics told in one line at the end.
 * `namespace` is where CloudWatch keeps them; null for a function that has none.
 */
export function observed<E, R>(namespace: string | null, handler: (event: E, context: LambdaContext) => Promise<R>) {
  return (event: E, context: LambdaContext): Promise<R> => {
    const invocation = invocationOf(event as Partial<GatewayEvent> | undefined, context);
    return inInvocation(invocation, async () => {
      try {
        return await handler(event, context);
      } finally {
        const line = namespace === null ? null : metricLine(namespace, invocation, Date.now());
        if (line !== null) process.stdout.write(`${line}\n`);
      }
    });
  };
}
