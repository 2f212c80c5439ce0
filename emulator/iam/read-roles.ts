import { compileConditions } from './conditions.ts';
import type { PolicyStatement } from '../runtime/model.ts';
import { AssemblyError } from '../assembly/cloud-assembly.ts';
import type { AppResources } from '../assembly/app-resources.ts';

/** A statement as templates write it: one value may stand where a list may. */
export interface StatementProperties {
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  Resource?: string | string[];
  Principal?: '*' | Record<string, string | string[]>;
  Condition?: PolicyStatement['conditions'];
}

interface PolicyProperties {
  PolicyDocument: { Statement: StatementProperties[] };
  Roles?: string[];
}

interface RoleProperties {
  Policies?: { PolicyDocument: PolicyProperties['PolicyDocument'] }[];
}

/** The conditions that are told apart here; any other key would never match and hide what AWS allows. */
const knownKeys = ['dynamodb:LeadingKeys', 'dynamodb:EnclosingOperation', 'aws:SourceArn', 'aws:SecureTransport'];

/** What each role may do, by its name: its own policies and those attached to it in the template. */
export function readRoleStatements(app: AppResources): Map<string, PolicyStatement[]> {
  const roles = new Map<string, PolicyStatement[]>();
  const add = (role: string, { Statement }: PolicyProperties['PolicyDocument']) =>
    roles.set(role, [...(roles.get(role) ?? []), ...Statement.map((statement) => readStatement(role, statement))]);
  for (const role of app.ofType<RoleProperties>('AWS::IAM::Role')) {
    role.properties.Policies?.forEach(({ PolicyDocument }) => add(role.ref, PolicyDocument));
  }
  for (const { properties } of app.ofType<PolicyProperties>('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')) {
    properties.Roles?.forEach((role) => add(role, properties.PolicyDocument));
  }
  return roles;
}

/** Throws an `AssemblyError`, naming `where`, for what this IAM does not reproduce. */
export function readStatement(where: string, statement: StatementProperties): PolicyStatement {
  const { Effect: effect, Action: actions, Resource: resources, Condition: conditions = {} } = statement;
  if (actions === undefined || resources === undefined) {
    throw new AssemblyError(`${where}: a policy statement without Action or Resource is not reproduced`);
  }
  const unknownKey = Object.values(conditions)
    .flatMap(Object.keys)
    .find((key) => !knownKeys.includes(key));
  if (unknownKey !== undefined) throw new AssemblyError(`${where}: the condition key ${unknownKey} is not reproduced`);
  try {
    compileConditions(conditions);
  } catch (cause) {
    throw new AssemblyError(`${where}: ${(cause as Error).message}`, { cause });
  }
  return { effect, actions: [actions].flat(), resources: [resources].flat(), conditions };
}
