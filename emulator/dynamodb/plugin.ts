import { arnOf, type Identifiers, type TextOf } from '../assembly/identifiers.ts';
import { Closers } from '../primitives/closers.ts';
import type { Plugin } from '../runtime/plugin.ts';
import { CapacityCounter } from './capacity-counter.ts';
import { ChangeCapture } from './change-capture.ts';
import { createTables } from './create-tables.ts';
import { EngineClient } from './engine-client.ts';
import { sweepExpiredRows } from './expired-rows.ts';
import { startEngine, type Engine } from './engine.ts';
import type { TableModel } from './model.ts';
import { DynamoDbProxy } from './proxy.ts';
import { readTables } from './read-tables.ts';
import { openTableStreams } from './table-streams.ts';

const tableTypes = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];

/** Starting throws an `EngineError` if no DynamoDB can be started. */
export const dynamoDbPlugin: Plugin<{ tables: TableModel[] }, { engine: Engine }> = {
  resourceTypes: Object.fromEntries(tableTypes.map((type) => [type, identifyTable])),
  sdkNames: ['DYNAMODB'],
  read: (app) => ({ tables: readTables(app) }),
  async start({ tables }, { settings, faults, callers, services }) {
    const engine = await startEngine(settings);
    const client = new EngineClient(engine.endpoint);
    const capture = engine.streams ? null : new ChangeCapture(client);
    const closers = new Closers();
    closers.add(engine);
    closers.add(client);
    if (capture !== null) closers.add(capture);
    const close = () => closers.close();
    try {
      await createTables(client, tables, engine);
    } catch (error) {
      await close();
      throw error;
    }
    const folder = settings.DATA_DIR;
    services.provide('tableStreams', openTableStreams({ client, capture, tables, folder, closers }));
    const capacity = new CapacityCounter();
    const proxy = new DynamoDbProxy({ engine: client, capture, tables, callers, capacity, faults });
    return {
      handle: { engine },
      http: [proxy],
      counters: { dynamodb: capacity },
      // Not before, so that the streams' readers are there.
      async ready() {
        if (capture === null) return;
        closers.add(sweepExpiredRows({ client, capture, tables }, settings.LOCAL_TTL_INTERVAL_MS));
      },
      close,
    };
  },
};

function identifyTable(_: unknown, textOf: TextOf): Identifiers {
  const name = textOf('TableName');
  const tableArn = arnOf('dynamodb', `table/${name}`);
  return { ref: name, attributes: { Arn: tableArn, StreamArn: `${tableArn}/stream/local` } };
}
