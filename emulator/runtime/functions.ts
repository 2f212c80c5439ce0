import type { FunctionModel } from './model.ts';

/** What an invocation came to, as Lambda's Invoke API tells it. */
export interface InvokeOutcome {
  requestId: string;
  /** JSON: what the handler returned, or `{errorType, errorMessage, trace?}` where `failed`. */
  payload: string;
  /** The handler threw, timed out or crashed (`X-Amz-Function-Error: Unhandled`). */
  failed: boolean;
  /** What the code wrote to stdout and stderr meanwhile, where that was asked for and the process lived to tell. */
  printed?: string;
}

export interface InvokeOptions {
  /** `awsRequestId` of the context; a new one where nothing is said. */
  requestId?: string;
  /** `clientContext` of the context, as parsed from the header of the Invoke API. */
  clientContext?: unknown;
  /** Give what is printed with the outcome. */
  keepPrinted?: boolean;
  /** Called when a worker takes it. Until then it waits for one, as no invocation does on AWS, which starts more of them. */
  onStart?: () => void;
}

/** The app's functions. Each is called by its ARN, in full or in part, its name as deployed, or its short name. */
export interface Functions {
  /** The function that answers to that name, or undefined. */
  find(nameOrArn: string): FunctionModel | undefined;
  /** `RequestResponse`. Never rejects for what the handler does; throws `UnknownFunctionError` for an unknown name. */
  invoke(nameOrArn: string, payload: string, options?: InvokeOptions): Promise<InvokeOutcome>;
  /**
   * `Event`: accepted at once, retried as the function is configured, then sent to its on-failure destination or
   * dead-letter queue. Returns the request id.
   */
  invokeAsync(nameOrArn: string, payload: string): string;
  /** Resolves once no asynchronous invocation is under way or waiting for its retry. */
  settled(): Promise<void>;
  /** Ends every worker. What runs is cut off. */
  close(): Promise<void>;
}

export class UnknownFunctionError extends Error {
  override readonly name = 'UnknownFunctionError';
}
