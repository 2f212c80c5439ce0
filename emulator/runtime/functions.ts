import type { Principal } from '../iam/callers.ts';

/** A Lambda function as deployed. */
export interface FunctionModel extends Principal {
  logicalId: string;
  /** The deployed name, e.g. `shop-local-checkout`. */
  name: string;
  /** A second name that it answers to on one machine, e.g. `checkout`. */
  shortName: string;
  /** The folder of the bundle. */
  codeFolder: string;
  /** `file.export` */
  handler: string;
  timeoutMs: number;
  memoryMb: number;
  environment: Record<string, string>;
  /** What the resource policy lets invoke it. */
  invokePermissions: InvokePermission[];
  /** Attempts after the first one of an asynchronous invocation. */
  asyncRetries: number;
  asyncMaxAgeMs: number;
  /** On-failure destination, a queue: receives a JSON record of an asynchronous invocation that failed for good. */
  onFailureArn: string | null;
  /** Dead-letter queue: receives the event itself, with the error in message attributes. */
  deadLetterArn: string | null;
  /** Event source mappings on streams. */
  streams: StreamSource[];
  /** Event source mappings on queues. */
  queues: QueueSource[];
}

export interface InvokePermission {
  /** A service, e.g. `apigateway.amazonaws.com`. */
  principal: string;
  /** May hold `*`. Null if the permission names no source. */
  sourceArn: string | null;
}

/** An event source mapping on a table's stream. */
export interface StreamSource {
  tableArn: string;
  batchSize: number;
  /** How long records are gathered for a batch at most. */
  batchingWindowMs: number;
  /** Attempts after the first one; -1 for no limit. */
  retries: number;
  bisectOnError: boolean;
  reportsBatchItemFailures: boolean;
  onFailureArn: string | null;
  filterPatterns: unknown[];
}

/** An event source mapping on a queue. */
export interface QueueSource {
  queueArn: string;
  batchSize: number;
  /** How long a batch is gathered. */
  batchingWindowMs: number;
  reportsBatchItemFailures: boolean;
}

/** The result of an invocation, as Lambda's Invoke API returns it. */
export interface InvokeOutcome {
  requestId: string;
  /** JSON: the handler's result, or `{errorType, errorMessage, trace?}` if `failed`. */
  payload: string;
  /** The handler threw, timed out or crashed (`X-Amz-Function-Error: Unhandled`). */
  failed: boolean;
  /** What the code wrote to stdout and stderr, if that was requested and the process survived. */
  printed?: string;
}

export interface InvokeOptions {
  /** `awsRequestId` of the context; by default a new one. */
  requestId?: string;
  /** `clientContext` of the context, as parsed from the header of the Invoke API. */
  clientContext?: unknown;
  /** Return what is printed with the outcome. */
  keepPrinted?: boolean;
  /**
   * Called when a worker takes the invocation. Until then it waits for one, unlike on AWS, which starts more workers.
   */
  onStart?: () => void;
}

/**
 * Lambda for the other services. A function is named by its ARN, in full or in part, its deployed name or
 * its short name.
 */
export interface Functions {
  find(nameOrArn: string): FunctionModel | undefined;
  /**
   * `RequestResponse`. Never rejects for what the handler does; throws an `UnknownFunctionError` for an unknown name.
   */
  invoke(nameOrArn: string, payload: string, options?: InvokeOptions): Promise<InvokeOutcome>;
  /**
   * `Event`: accepted at once, retried as the function is configured, then sent to its on-failure destination or
   * dead-letter queue. Returns the request id.
   */
  invokeAsync(nameOrArn: string, payload: string): string;
  /** Resolves when no asynchronous invocation is running or waiting for its retry. */
  settled(): Promise<void>;
  /** Ends every worker and what it is running. */
  close(): Promise<void>;
}

export class UnknownFunctionError extends Error {
  override readonly name = 'UnknownFunctionError';
}
