import { inInvocation, type Invocation } from '../platform/invocation.ts';
import { log } from '../platform/log.ts';
import { metricLine } from '../platform/metrics.ts';

/** What an event of API Gateway says about its request; the HTTP API calls the time `timeEpoch`. */
interface GatewayEvent {
  requestContext: {
    requestId: string;
    routeKey?: string;
    connectionId?: string;
    requestTimeEpoch?: number;
    timeEpoch?: number;
  };
}

interface LambdaContext {
  awsRequestId: string;
}

function invocationOf(event: Partial<GatewayEvent> | undefined, context: LambdaContext | undefined): Invocation {
  const { requestId, connectionId, requestTimeEpoch, timeEpoch } = event?.requestContext ?? {};
  return {
    ids: { request_id: requestId ?? context?.awsRequestId, connection_id: connectionId },
    // Without a gateway in front, the call begins here.
    requestedAtMs: requestTimeEpoch ?? timeEpoch ?? Date.now(),
    values: new Map(),
    lastPushAtMs: null,
  };
}

/** Of the calls that go well, each function logs 1 of 100. With `accessLog=all` the gateway logs all of them. */
const sampledShare = 0.01;

/**
 * The handler, with the ids of each call in its log lines, and its metrics in one line at the end.
 * @param namespace of the metrics in CloudWatch; null for a function without metrics
 */
export function observed<E, R>(namespace: string | null, handler: (event: E, context: LambdaContext) => Promise<R>) {
  return (event: E, context: LambdaContext): Promise<R> => {
    const invocation = invocationOf(event as Partial<GatewayEvent> | undefined, context);
    return inInvocation(invocation, async () => {
      try {
        const result = await handler(event, context);
        if (Math.random() < sampledShare) logCall(event, invocation);
        return result;
      } finally {
        const line = namespace === null ? null : metricLine(namespace, invocation, Date.now());
        if (line !== null) process.stdout.write(`${line}\n`);
      }
    });
  };
}

/** The duration counts from the gateway's time of the request. */
function logCall(event: unknown, { requestedAtMs }: Invocation): void {
  const route = (event as Partial<GatewayEvent> | undefined)?.requestContext?.routeKey;
  log.info('handled', { route, duration_ms: Math.max(0, Date.now() - requestedAtMs) });
}
