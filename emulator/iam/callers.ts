import { createHash } from 'node:crypto';
import { accountId } from '../primitives/pseudo-parameters.ts';
import { accessDeniedMessage, compilePolicy, type AccessRequest, type Policy, type PolicyStatement } from './policy.ts';

/** A function as IAM sees it: a name with an execution role. */
export interface Principal {
  arn: string;
  name: string;
  shortName: string;
  roleName: string;
  roleStatements: PolicyStatement[];
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** The role session of a function. */
export interface Caller {
  function: Principal;
  /** The name in AWS's refusals. */
  userArn: string;
  policy: Policy;
}

/**
 * Finds the function that signed a request by the access key of the signature. Signatures are not verified:
 * on one machine the key is a name, not a secret. A key that belongs to no function (an operator's, a test's)
 * is not restricted.
 */
export class Callers {
  /** Called with each request that a function makes, whether its role allows it or not. */
  onRequest: (caller: Caller, request: AccessRequest) => void = () => undefined;
  readonly #byAccessKey = new Map<string, Caller>();

  constructor(principals: Principal[] = []) {
    for (const principal of principals) this.add(principal);
  }

  /** From now on the function's role restricts its calls. */
  add(principal: Principal): void {
    this.#byAccessKey.set(credentialsOf(principal).accessKeyId, {
      function: principal,
      userArn: `arn:aws:sts::${accountId}:assumed-role/${principal.roleName}/${principal.name}`,
      policy: compilePolicy(principal.roleStatements),
    });
  }

  /** The function behind an `Authorization` header of Signature Version 4, or null. */
  find(authorization: string | undefined): Caller | null {
    const accessKey = /\bCredential=([^/,\s]+)/.exec(authorization ?? '')?.[1];
    return this.#byAccessKey.get(accessKey ?? '') ?? null;
  }

  /** Null if the call is allowed, else the message of the AccessDeniedException. */
  refusal(authorization: string | undefined, request: AccessRequest): string | null {
    const caller = this.find(authorization);
    return caller ? this.refusalOf(caller, request) : null;
  }

  /** The same for a known caller. */
  refusalOf(caller: Caller, request: AccessRequest): string | null {
    this.onRequest(caller, request);
    const decision = caller.policy(request);
    return decision === 'allowed' ? null : accessDeniedMessage(caller.userArn, request, decision);
  }

  /** The same for what Lambda does with the function's role. */
  refusalOfRole({ arn }: Pick<Principal, 'arn'>, request: AccessRequest): string | null {
    const caller = this.#byAccessKey.get(accessKeyOf(arn));
    return caller ? this.refusalOf(caller, request) : null;
  }
}

/** Credentials of a function's role session: the same in each run, different for each function. */
export function credentialsOf({ arn }: Pick<Principal, 'arn'>): Credentials {
  const digest = digestOf(arn);
  return { accessKeyId: accessKeyOf(arn), secretAccessKey: digest, sessionToken: digest.slice(16) };
}

const accessKeyOf = (arn: string): string => `ASIA${digestOf(arn).slice(0, 16)}`;

const digestOf = (arn: string): string => createHash('sha256').update(arn).digest('hex').toUpperCase();
