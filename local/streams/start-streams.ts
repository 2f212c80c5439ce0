import { AssemblyError } from '../assembly/cloud-assembly.ts';
import type { EngineClient } from '../dynamodb/engine-client.ts';
import type { FunctionModel, TableModel } from '../model.ts';
import type { BatchDelivery } from './batch-delivery.ts';
import { StreamClient } from './stream-client.ts';
import { StreamReader } from './stream-reader.ts';

type Shared = Pick<ConstructorParameters<typeof BatchDelivery>[0], 'functions' | 'queues' | 'log' | 'retryDelayMs'>;

/** Starts a reader for each event source mapping of the app. Gives what ends them. Throws an `AssemblyError` for one that AWS would refuse. */
export async function startStreams(engine: EngineClient, tables: TableModel[], models: FunctionModel[], shared: Shared): Promise<() => Promise<void>> {
  const readers = models.flatMap((model) =>
    model.streams.map((source) => {
      const streamArn = `${source.tableArn}/stream/local`;
      const table = tables.find(({ arn }) => arn === source.tableArn);
      if (!table?.stream) throw new AssemblyError(`function ${model.name} reads ${streamArn}, which is no stream of a table of the app`);
      return new StreamReader(new StreamClient(engine, table.name, streamArn), { ...shared, model, source, streamArn });
    }),
  );
  await Promise.all(readers.map((reader) => reader.start()));
  return async () => void (await Promise.all(readers.map((reader) => reader.close())));
}
