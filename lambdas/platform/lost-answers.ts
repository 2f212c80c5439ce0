import type { MetadataBearer, Pluggable } from '@aws-sdk/types';

/**
 * Two plugins for clients of the SDK, for calls whose answer is lost. They use the steps of its middleware stack:
 * retries happen in `finalizeRequest`; each attempt, with the reading of its answer, in `deserialize`. (AWS SDK for
 * JavaScript, "Middleware stack".)
 */

/**
 * Each attempt fails with a `TimeoutError`, which the SDK retries, if its whole answer has not come in time. The SDK's
 * own time-outs do not promise that: one ends when the answer begins, the other starts again with each piece of it.
 */
export function answerInTime<I extends object, O extends MetadataBearer>(timeoutMs: number): Pluggable<I, O> {
  return {
    applyToStack(stack) {
      stack.add((next) => (args) => inTime(next(args), timeoutMs), {
        step: 'deserialize',
        name: 'answerInTime',
        priority: 'high',
      });
    },
  };
}

/** By hand instead of `Promise.race`, which costs a tenth of a call. */
function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(Object.assign(new Error(`the answer took more than ${timeoutMs} ms`), { name: 'TimeoutError' })),
      timeoutMs,
    );
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

/** Results and errors of calls of which an earlier attempt may have been carried out. */
const repeats = new WeakSet<object>();

/**
 * Whether an earlier attempt of the call may have been carried out, so that what this one has met may be its own doing.
 */
export function isRepeat(resultOrError: object): boolean {
  return repeats.has(resultOrError);
}

/** Marks a result or an error as that of a repeat, and returns it. */
export function markRepeat<T extends object>(resultOrError: T): T {
  repeats.add(resultOrError);
  return resultOrError;
}

/**
 * Marks the results and errors of repeats, for `isRepeat`. It must not be used with the option `cacheMiddleware`:
 * without it the SDK creates the middleware for each call, so that its variables belong to one call.
 */
export function markRepeats<I extends object, O extends MetadataBearer>(): Pluggable<I, O> {
  return {
    applyToStack(stack) {
      stack.add(
        (next) => {
          let wasLost = false;
          return async (args) => {
            try {
              const result = await next(args);
              if (wasLost && result.output) markRepeat(result.output);
              return result;
            } catch (error) {
              if (wasLost && error instanceof Error) markRepeat(error);
              wasLost ||= !wasRefused(error);
              throw error;
            }
          };
        },
        { step: 'deserialize', name: 'markRepeats', priority: 'high' },
      );
    },
  };
}

/** A 4xx answer says that nothing was carried out; any other failure leaves it open. */
function wasRefused(error: unknown): boolean {
  const status = (error as Partial<MetadataBearer>).$metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500;
}
