import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadApp, type LocalApp } from '../../local/app.ts';
import { compilePolicy, type AccessRequest } from '../../emulator/iam/policy.ts';
import type { PolicyStatement } from '../../emulator/iam/policy.ts';
import type { LocalOptions } from '../../local/start.ts';
import { operator } from '../../emulator/test/support/fixture-app.ts';
import {
  deploySettings,
  meetBrokenConnections,
  meetGoneConnections,
  meetMissingRooms,
  pair,
  publishAgain,
  searchUntilBanned,
  Use,
  useEverything,
  useStream,
} from './use-of-the-app.ts';
import { useSocketIo } from './use-of-socket-io.ts';

interface Asked {
  functionName: string;
  request: AccessRequest;
}

let app: LocalApp;
const asked: Asked[] = [];

/** Uses the app and records what its functions asked of IAM. */
async function observe(run: (use: Use) => Promise<void>, options: LocalOptions = {}): Promise<void> {
  const use = await Use.start(options);
  use.local.callers.onRequest = (caller, request) => asked.push({ functionName: caller.function.shortName, request });
  try {
    await run(use);
  } finally {
    await use.local.close();
  }
}

/** The app, whose stream drops at once what it cannot read. */
function triedOnce(): LocalApp {
  const functions = app.functions.map((model) => ({
    ...model,
    streams: model.streams.map((source) => ({ ...source, retries: 0 })),
  }));
  return { ...app, functions };
}

/** What Lambda does itself in a function's name. */
const ofLambda =
  /^(logs|xray):|^dynamodb:(\w+Streams?|GetRecords|GetShardIterator)$|^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/;
const statementsOf = (name: string) =>
  app.functions
    .find(({ shortName }) => shortName === name)!
    .roleStatements.map((one) => ({ ...one, actions: one.actions.filter((action) => !ofLambda.test(action)) }))
    .filter(({ actions }) => actions.length > 0);

/** A statement taken apart: each of its actions on each of its resources for each of its keys. */
function grains(statement: PolicyStatement): PolicyStatement[] {
  const keys = Object.entries(statement.conditions).flatMap(([operator, wanted]) =>
    Object.entries(wanted).flatMap(([key, values]) =>
      [values].flat().map((value) => ({ [operator.replace('ForAllValues', 'ForAnyValue')]: { [key]: value } })),
    ),
  );
  return statement.actions.flatMap((action) =>
    statement.resources.flatMap((resource) =>
      (keys.length === 0 ? [{}] : keys).map((conditions) => ({
        ...statement,
        actions: [action],
        resources: [resource],
        conditions,
      })),
    ),
  );
}

const sentence = ({ actions, resources, conditions }: PolicyStatement) =>
  [actions[0], resources[0]?.replace(/^.*0{12}:/, ''), ...Object.values(conditions).flatMap(Object.values)].join(' ');

beforeAll(async () => {
  app = await loadApp(deploySettings);
  await observe(useEverything);
  await observe(useSocketIo);
  await observe(meetMissingRooms);
  await observe(meetGoneConnections, { settings: { LOCAL_DISCONNECT_LOSS: 1 } });
  await observe(meetBrokenConnections, { settings: { LOCAL_MANAGEMENT_500: 1 } });
  await observe(searchUntilBanned, { deploySettings: { ...deploySettings, CHAT_USER_LIMIT: '2/1h' } });
  await observe(useStream, { app: triedOnce(), settings: { LOCAL_FRESH_PROCESS: true } });
}, 240_000);

const names = ['connect', 'disconnect', 'frame', 'http', 'publish-changes', 'search', 'socket-io', 'system-message'];
/** The tests of their rules use them over sockets, so their roles suffice. Whether they are narrow is not tested. */
const usedElsewhere = ['attachments', 'authorizer', 'notifications', 'push-keys', 'remove-files'];

describe('the roles as synthesised', () => {
  test('authorizer: it may only write its log, and these are all functions', () => {
    expect(statementsOf('authorizer')).toEqual([]);
    expect(app.functions.map(({ shortName }) => shortName).sort()).toEqual([...usedElsewhere, ...names].sort());
  });

  test('GW-82: suffice: no call of the functions was refused', () => {
    const refused = asked.filter(
      ({ functionName, request }) => compilePolicy(statementsOf(functionName))(request) !== 'allowed',
    );
    expect(refused).toEqual([]);
  });

  test.each(names)('%s: each of its statements is needed', (name) => {
    const statements = statementsOf(name);
    const own = asked.filter(({ functionName }) => functionName === name);
    const idle = statements.filter((statement) => {
      const others = compilePolicy(statements.filter((one) => one !== statement));
      return own.every(({ request }) => others(request) === 'allowed');
    });
    expect(idle.map(({ actions }) => actions)).toEqual([]);
  });

  test.each(names)('%s: each action on each resource and key that it is allowed is used', (name) => {
    const own = asked.filter(({ functionName }) => functionName === name);
    const unused = statementsOf(name)
      .flatMap(grains)
      .filter((grain) => own.every(({ request }) => compilePolicy([grain])(request) !== 'allowed'));
    expect(unused.map(sentence)).toEqual([]);
  });
});

/** The app without the statements of one function's role that allow an action. */
function without(name: string, action: string): LocalApp {
  const functions = app.functions.map((model) =>
    model.shortName === name
      ? { ...model, roleStatements: model.roleStatements.filter(({ actions }) => !actions.includes(action)) }
      : model,
  );
  return { ...app, functions };
}

/** Runs the app with a reduced role. Returns what `run` returns. */
async function withRoleCut<T>(name: string, action: string, run: (use: Use) => Promise<T>): Promise<T> {
  const use = await Use.start({ app: without(name, action) });
  try {
    return await run(use);
  } finally {
    await use.local.close();
  }
}

describe('a reduced role breaks its function, as it would deployed', () => {
  test('connect without UpdateItem: no socket opens', async () => {
    const opening = withRoleCut('connect', 'dynamodb:UpdateItem', async (use) => use.open(await use.token('ann')));
    await expect(opening).rejects.toThrow('Unexpected server response: 502');
  });

  test('frame without Query: joining is an internal error', async () => {
    const reply = await withRoleCut('frame', 'dynamodb:Query', async (use) => {
      const ann = await use.token('ann');
      const { body: thread } = await use.rest(ann, 'POST', '/threads/', pair);
      return (await use.open(ann)).request('join_thread', { thread_id: thread.id });
    });
    expect(reply).toMatchObject({ event: 'error', data: { code: 'internal' } });
  });

  test('http without PutItem: no thread can be created', async () => {
    const answer = await withRoleCut('http', 'dynamodb:PutItem', async (use) =>
      use.rest(await use.token('ann'), 'POST', '/threads/', pair),
    );
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
  });

  test('system-message without PutItem: the invocation fails', async () => {
    const answer = await withRoleCut('system-message', 'dynamodb:PutItem', (use) =>
      use.systemMessage({ event_id: '1', ...pair }),
    );
    expect(answer).toMatchObject({ failed: true });
  });

  test('publish-changes without PutEvents: the invocation fails', async () => {
    const answer = await withRoleCut('publish-changes', 'events:PutEvents', async (use) => {
      const { body: thread } = await use.rest(await use.token('ann'), 'POST', '/threads/', pair);
      await use.rest(await use.token('ann'), 'POST', `/threads/${thread.id}/messages/`, { content: 'one' });
      return publishAgain(use, new DynamoDBClient(operator(use.local.internalUrl)), `T#${thread.id}`);
    });
    expect(answer).toMatchObject({ failed: true });
  });

  test('publish-changes without GetRecords: the app does not start, as the mapping could not be created', async () => {
    const starting = withRoleCut('publish-changes', 'dynamodb:GetRecords', async () => undefined);
    await expect(starting).rejects.toThrow('may not read its stream: its role lacks dynamodb:GetRecords');
  });

  test('disconnect without UpdateItem: the connection is not forgotten, and its function fails', async () => {
    const errors = await withRoleCut('disconnect', 'dynamodb:UpdateItem', async (use) => {
      const socket = await use.open(await use.token('ann'));
      socket.raw.close();
      const count = () => use.local.stats.snapshot().lambda.by_function['disconnect'];
      for (let polls = 0; polls < 400 && count() === undefined; polls += 1) await setTimeout(25);
      return count();
    });
    expect(errors).toEqual({ invocations: 1, errors: 1 });
  });
});
