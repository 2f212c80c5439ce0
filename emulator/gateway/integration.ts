import { wildcard } from '../primitives/wildcard.ts';
import type { Functions } from '../runtime/functions.ts';
import type { IntegrationModel } from './model.ts';

/** An integration, and the ARN of what calls it: a route, or some authorizer of an API (`…/authorizers/*`). */
export interface Call extends IntegrationModel {
  sourceArn: string;
}

/** Quota "invocation payload" of Lambda, synchronous. */
const payloadBytesMax = 6 * 1024 * 1024;

/** The outcome of an integration: the function's result, its failure, or a timeout of the gateway. */
export type IntegrationOutcome =
  | { kind: 'returned'; value: unknown }
  | { kind: 'failed'; errorType: string | null; errorMessage: string | null }
  | { kind: 'timed-out' }
  /** The event exceeds Lambda's limit. */
  | { kind: 'too-large' };

/**
 * Calls an integration's function with an event. The integration's timeout starts when a worker takes the
 * event. Fails if the function's own policy does not let API Gateway call it for that source ("Invalid
 * permissions on Lambda function").
 */
export async function callIntegration(
  functions: Functions,
  integration: Call,
  event: unknown,
): Promise<IntegrationOutcome> {
  if (!mayCall(functions, integration)) return { kind: 'failed', errorType: null, errorMessage: null };
  const payload = JSON.stringify(event);
  if (Buffer.byteLength(payload) > payloadBytesMax) return { kind: 'too-large' };
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const onStart = () => (timer = setTimeout(() => resolve({ kind: 'timed-out' }), integration.timeoutMs));
    void callFunction(functions, integration.functionArn, payload, onStart).then((outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    });
  });
}

function mayCall(functions: Functions, { functionArn, sourceArn }: Call): boolean {
  const permissions = functions.find(functionArn)?.invokePermissions ?? [];
  return permissions.some(
    ({ principal, sourceArn: allowed }) =>
      principal === 'apigateway.amazonaws.com' &&
      (allowed === null || wildcard(allowed)(sourceArn) || wildcard(sourceArn)(allowed)),
  );
}

async function callFunction(
  functions: Functions,
  arn: string,
  payload: string,
  onStart: () => void,
): Promise<IntegrationOutcome> {
  try {
    const outcome = await functions.invoke(arn, payload, { onStart });
    const value = JSON.parse(outcome.payload === '' ? 'null' : outcome.payload) as unknown;
    return outcome.failed ? failure(value) : { kind: 'returned', value };
  } catch {
    // An unknown function, or one whose worker ended with the app: API Gateway's "configuration error".
    return { kind: 'failed', errorType: null, errorMessage: null };
  }
}

function failure(value: unknown): IntegrationOutcome {
  const { errorType, errorMessage } = (value ?? {}) as Record<string, unknown>;
  return {
    kind: 'failed',
    errorType: typeof errorType === 'string' ? errorType : null,
    errorMessage: typeof errorMessage === 'string' ? errorMessage : null,
  };
}
