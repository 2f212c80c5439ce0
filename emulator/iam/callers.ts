import { createHash } from 'node:crypto';
import { accountId } from '../primitives/pseudo-parameters.ts';
import type { FunctionModel } from '../runtime/model.ts';
import { accessDeniedMessage, compilePolicy, type AccessRequest, type Policy } from './policy.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** The role session of a function: who calls, and what its role lets it do. */
export interface Caller {
  function: FunctionModel;
  /** As AWS names the caller when it refuses a call. */
  userArn: string;
  policy: Policy;
}

/**
 * Tells by the access key of a signature which function calls. Signatures themselves are not verified: on one machine
 * the key is a name, not a secret. A key that belongs to no function (an operator's, a test's) is not restricted.
 */
export class Callers {
  /** Told of each request that a function makes, whether its role allows it or not. */
  onRequest: (caller: Caller, request: AccessRequest) => void = () => undefined;
  readonly #byAccessKey = new Map<string, Caller>();

  constructor(functions: FunctionModel[]) {
    for (const model of functions) {
      this.#byAccessKey.set(credentialsOf(model).accessKeyId, {
        function: model,
        userArn: `arn:aws:sts::${accountId}:assumed-role/${model.roleName}/${model.name}`,
        policy: compilePolicy(model.roleStatements),
      });
    }
  }

  /** The function behind an `Authorization` header of Signature Version 4, or null. */
  find(authorization: string | undefined): Caller | null {
    const accessKey = /\bCredential=([^/,\s]+)/.exec(authorization ?? '')?.[1];
    return this.#byAccessKey.get(accessKey ?? '') ?? null;
  }

  /** Null where the call is allowed, else the message of the AccessDeniedException. */
  refusal(authorization: string | undefined, request: AccessRequest): string | null {
    const caller = this.find(authorization);
    return caller ? this.refusalOf(caller, request) : null;
  }

  /** The same for a caller that is known. */
  refusalOf(caller: Caller, request: AccessRequest): string | null {
    this.onRequest(caller, request);
    const decision = caller.policy(request);
    return decision === 'allowed' ? null : accessDeniedMessage(caller.userArn, request, decision);
  }
}

/** Credentials of a function's role session: the same in each run, different for each function. */
export function credentialsOf(model: FunctionModel): Credentials {
  const digest = createHash('sha256').update(model.arn).digest('hex').toUpperCase();
  return { accessKeyId: `ASIA${digest.slice(0, 16)}`, secretAccessKey: digest, sessionToken: digest.slice(16) };
}
