import { compileConditions, type ConditionContext, type Conditions } from './conditions.ts';
import { wildcard } from '../primitives/wildcard.ts';

/** A statement of a policy, every element a list. */
export interface PolicyStatement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  resources: string[];
  /** Operator → condition key → wanted values. */
  conditions: Conditions;
}

/** What a caller wants to do: one action on one resource. */
export interface AccessRequest {
  /** `service:Action` */
  action: string;
  /** The resource's ARN, or `*` for an action without resources. */
  resource: string;
  /** Condition keys of this request by name, such as `dynamodb:LeadingKeys`. */
  context?: ConditionContext;
  /** Condition keys that the request has on AWS, but whose values cannot be determined here. */
  undetermined?: string[];
}

export type Decision = 'allowed' | 'implicitDeny' | 'explicitDeny';
export type Policy = (request: AccessRequest) => Decision;

/**
 * Compiles the identity-based policies of one role: an explicit deny wins, then an allow; everything else is denied.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function compilePolicy(statements: PolicyStatement[]): Policy {
  const compiled = statements.map((statement) => ({ effect: statement.effect, applies: compileStatement(statement) }));
  return (request) => {
    const effects = compiled.filter((statement) => statement.applies(request)).map((statement) => statement.effect);
    if (effects.includes('Deny')) return 'explicitDeny';
    return effects.includes('Allow') ? 'allowed' : 'implicitDeny';
  };
}

function compileStatement(statement: PolicyStatement): (request: AccessRequest) => boolean {
  const actions = statement.actions.map((pattern) => wildcard(pattern, { ignoreCase: true }));
  const resources = statement.resources.map((pattern) => wildcard(pattern));
  const conditions = compileConditions(statement.conditions);
  const conditionKeys = Object.values(statement.conditions).flatMap((keys) => Object.keys(keys));
  const holds = ({ context = {}, undetermined = [] }: AccessRequest) =>
    // An undetermined key counts against the caller.
    undetermined.some((key) => conditionKeys.includes(key)) ? statement.effect === 'Deny' : conditions(context);
  return (request) =>
    actions.some((matches) => matches(request.action)) &&
    resources.some((matches) => matches(request.resource)) &&
    holds(request);
}

/**
 * The message of an AccessDeniedException, as AWS words it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function accessDeniedMessage(userArn: string, request: AccessRequest, decision: Decision): string {
  const reason =
    decision === 'explicitDeny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${request.action} action`;
  return `User: ${userArn} is not authorized to perform: ${request.action} on resource: ${request.resource} ${reason}`;
}
