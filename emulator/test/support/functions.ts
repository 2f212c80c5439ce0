import type { Functions, InvokeOptions, InvokeOutcome } from '../../runtime/functions.ts';
import type { FunctionModel } from '../../runtime/functions.ts';
import type { PolicyStatement } from '../../iam/policy.ts';
import type { Handler } from './handlers.ts';

export const arnOf = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** A function of the app as the model has it; API Gateway may call it. */
export function functionModel(name: string, roleStatements: PolicyStatement[] = []): FunctionModel {
  return {
    logicalId: name,
    name,
    shortName: name,
    arn: arnOf(name),
    codeFolder: '/nowhere',
    handler: 'index.handler',
    timeoutMs: 3_000,
    memoryMb: 128,
    environment: {},
    roleName: `${name}-role`,
    roleStatements,
    invokePermissions: [{ principal: 'apigateway.amazonaws.com', sourceArn: null }],
    asyncRetries: 0,
    asyncMaxAgeMs: 0,
    onFailureArn: null,
    deadLetterArn: null,
    streams: [],
    queues: [],
  };
}

/** Handlers in this process behind the interface of the Lambda runtime: event and answer travel as JSON. */
export class FixtureFunctions implements Functions {
  readonly models = new Map<string, FunctionModel>();
  readonly #handlers = new Map<string, Handler>();

  add(name: string, handler: Handler, roleStatements: PolicyStatement[] = []): string {
    const model = functionModel(name, roleStatements);
    this.models.set(model.arn, model);
    this.#handlers.set(model.arn, handler);
    return model.arn;
  }

  find(arn: string): FunctionModel | undefined {
    return this.models.get(arn);
  }

  async invoke(
    arn: string,
    payload: string,
    { onStart = () => undefined }: InvokeOptions = {},
  ): Promise<InvokeOutcome> {
    onStart();
    const outcome = { requestId: 'fixture' };
    try {
      const value = await this.#handlers.get(arn)?.(JSON.parse(payload));
      return { ...outcome, payload: JSON.stringify(value ?? null), failed: false };
    } catch (error) {
      const { name, message } = error as Error;
      return { ...outcome, payload: JSON.stringify({ errorType: name, errorMessage: message }), failed: true };
    }
  }

  invokeAsync(): string {
    throw new Error('API Gateway waits for what it calls');
  }

  async settled(): Promise<void> {}
  async close(): Promise<void> {}
}
