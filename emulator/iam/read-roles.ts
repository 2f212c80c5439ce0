import { AssemblyError } from '../assembly/cloud-assembly.ts';
import type { AppResources } from '../assembly/app-resources.ts';
import { compileConditions, type Conditions } from './conditions.ts';
import type { PolicyStatement } from './policy.ts';

/** A statement as templates write it: a list of one may be written as its value. */
export interface StatementProperties {
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  Resource?: string | string[];
  Principal?: '*' | Record<string, string | string[]>;
  Condition?: Conditions;
}

interface PolicyProperties {
  PolicyDocument: { Statement: StatementProperties[] };
  Roles?: string[];
}

interface RoleProperties {
  Policies?: { PolicyDocument: PolicyProperties['PolicyDocument'] }[];
}

/** The emulated condition keys. Any other would never match, so a statement that AWS applies would be ignored. */
const knownKeys = ['dynamodb:LeadingKeys', 'dynamodb:EnclosingOperation', 'aws:SourceArn', 'aws:SecureTransport'];

/**
 * The statements of each of the roles by its name: of its inline policies, and of those that the template attaches.
 * Other roles, such as those that AWS's services assume, may hold statements that are not emulated.
 */
export function readRoleStatements(app: AppResources, roleNames: string[]): Map<string, PolicyStatement[]> {
  const roles = new Map<string, PolicyStatement[]>();
  const add = (role: string, { Statement }: PolicyProperties['PolicyDocument']) =>
    roleNames.includes(role) &&
    roles.set(role, [...(roles.get(role) ?? []), ...Statement.map((statement) => readStatement(role, statement))]);
  for (const role of app.ofType<RoleProperties>('AWS::IAM::Role')) {
    role.properties.Policies?.forEach(({ PolicyDocument }) => add(role.ref, PolicyDocument));
  }
  for (const { properties } of app.ofType<PolicyProperties>('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')) {
    properties.Roles?.forEach((role) => add(role, properties.PolicyDocument));
  }
  return roles;
}

/** Throws an `AssemblyError` that names `where` for a statement that is not emulated. */
export function readStatement(where: string, statement: StatementProperties): PolicyStatement {
  const { Effect: effect, Action: actions, Resource: resources, Condition: conditions = {} } = statement;
  if (actions === undefined || resources === undefined) {
    throw new AssemblyError(`${where}: a policy statement without Action or Resource is not emulated`);
  }
  const unknownKey = Object.values(conditions)
    .flatMap(Object.keys)
    .find((key) => !knownKeys.includes(key));
  if (unknownKey !== undefined) throw new AssemblyError(`${where}: the condition key ${unknownKey} is not emulated`);
  try {
    compileConditions(conditions);
  } catch (cause) {
    throw new AssemblyError(`${where}: ${(cause as Error).message}`, { cause });
  }
  return { effect, actions: [actions].flat(), resources: [resources].flat(), conditions };
}
