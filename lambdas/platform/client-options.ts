/** A connection that is not made by then will hardly be made. */
const connectionTimeoutMs = 1_000;

/**
 * Options of every client of the AWS SDK. `requestHandler` has the documented options of its HTTP handler, whose
 * default agent already keeps connections open. (AWS SDK for JavaScript, "Configuration: requestHandler".)
 */
export function clientOptions(answerTimeoutMs: number) {
  return {
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: answerTimeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: answerTimeoutMs,
    },
  };
}
