/**
 * The functions' roles, as the template has them, suffice and hold nothing to spare: what the functions ask of DynamoDB and of
 * the management API in a journey through the whole app is recorded, and asked again of each role without one of its statements.
 * Source: IAM User Guide, "Policy evaluation logic".
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Callers, type Caller } from '../../../local/iam/callers.ts';
import { compilePolicy, type AccessRequest } from '../../../local/iam/policy.ts';
import type { PolicyStatement } from '../../../local/model.ts';
import { startLocal, type Local, type LocalOptions } from '../../../local/start.ts';
import { functionNames } from '../../../lambdas/platform/settings.ts';
import { meetStaleConnections, outstay, talk, tellOfTheMarketplace, useRest } from './whole-journey.ts';

/** What each function asked for, by its short name. */
const asked = new Map<string, AccessRequest[]>();
/** The roles, as the template has them. */
const roles = new Map<string, PolicyStatement[]>();

function record(caller: Caller): Caller {
  const requests = asked.get(caller.function.shortName) ?? [];
  asked.set(caller.function.shortName, requests);
  return { ...caller, policy: (request) => (requests.push(request), caller.policy(request)) };
}

async function start(options: LocalOptions): Promise<Local> {
  const local = await startLocal({ ...options, deploySettings: { CHAT_MAX_CONNECTIONS: '2' } });
  for (const { shortName, roleStatements } of local.app.functions) roles.set(shortName, roleStatements);
  return local;
}

beforeAll(async () => {
  const find = Callers.prototype.find;
  vi.spyOn(Callers.prototype, 'find').mockImplementation(function (this: Callers, authorization) {
    const caller = find.call(this, authorization);
    return caller && record(caller);
  });
  const [whole, lossy] = await Promise.all([start({}), start({ gateway: { disconnectLoss: 1 } })]);
  const threadId = await talk(whole);
  await useRest(whole, threadId);
  await outstay(whole, threadId);
  await tellOfTheMarketplace(whole);
  await meetStaleConnections(lossy);
  await Promise.all([whole.close(), lossy.close()]);
});
afterAll(() => vi.restoreAllMocks());

/** A statement for each action, resource and leading key that a statement names. */
function parts(statement: PolicyStatement): PolicyStatement[] {
  const { 'ForAllValues:StringLike': like } = statement.conditions;
  const keys = like?.['dynamodb:LeadingKeys'] === undefined ? [null] : [like['dynamodb:LeadingKeys']].flat();
  const conditionsOf = (key: string | null) => (key === null ? statement.conditions : { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [key] } });
  return statement.actions.flatMap((action) =>
    statement.resources.flatMap((resource) =>
      keys.map((key) => ({ ...statement, actions: [action], resources: [resource], conditions: conditionsOf(key) })),
    ),
  );
}

/** The log is written by Lambda itself, the queue of failed events too: not by a call of the function. */
const byTheService = ({ actions }: PolicyStatement) => actions.some((action) => /^(logs|sqs):/.test(action));

describe.each(functionNames)('the role of %s', (name) => {
  test('suffices for all that was asked', () => {
    const policy = compilePolicy(roles.get(name) ?? []);
    expect((asked.get(name) ?? []).filter((request) => policy(request) !== 'allowed')).toEqual([]);
  });

  test.each([
    ['statement', (statement: PolicyStatement) => [statement]],
    ['action, resource or leading key of a statement', parts],
  ])('breaks where one %s is missing', (_what, split) => {
    const statements = (roles.get(name) ?? []).filter((statement) => !byTheService(statement)).flatMap(split);
    const spare = statements.filter((dropped) => {
      const policy = compilePolicy(statements.filter((statement) => statement !== dropped));
      return (asked.get(name) ?? []).every((request) => policy(request) === 'allowed');
    });
    expect(spare.map(({ actions, resources, conditions }) => ({ actions, resources, conditions }))).toEqual([]);
  });
});
