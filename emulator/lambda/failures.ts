/**
 * Lambda's answers for invocations that its runtime could not finish. The texts were taken from the service, since the
 * documentation has only the types.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
 */
export const failures = {
  timedOut: (requestId: string, timeoutMs: number): string =>
    failure(
      'Sandbox.Timedout',
      `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
    ),

  /** `reason`: how the process ended, e.g. `exit status 1` or `signal: killed`; null if unknown. */
  exited: (requestId: string, reason: string | null): string =>
    failure(
      'Runtime.ExitError',
      `RequestId: ${requestId} Error: Runtime exited ${reason === null ? 'without providing a reason' : `with error: ${reason}`}`,
    ),

  responseTooLarge: (bytes: number): string =>
    failure(
      'Function.ResponseSizeTooLarge',
      `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
    ),
};

/** 6 MB, as Lambda counts it. */
export const maxResponseBytes = 6_291_556;

const failure = (errorType: string, errorMessage: string): string => JSON.stringify({ errorType, errorMessage });
