import { AssemblyError } from '../../assembly/cloud-assembly.ts';
import type { ChangeCapture } from '../../dynamodb/change-capture.ts';
import type { EngineClient } from '../../dynamodb/engine-client.ts';
import type { FunctionModel, TableModel } from '../../runtime/model.ts';
import type { BatchDelivery } from './batch-delivery.ts';
import { CapturedStream } from '../../dynamodb/captured-stream.ts';
import { StreamClient, type ChangeStream } from '../../dynamodb/engine-stream.ts';
import { StreamReader } from './stream-reader.ts';

type Shared = Pick<ConstructorParameters<typeof BatchDelivery>[0], 'functions' | 'queues' | 'log' | 'retryDelayMs'>;

/** Where changes come from: the engine's own streams, or the capture before it. */
export interface ChangeSources {
  engine: EngineClient;
  capture: ChangeCapture | null;
}

function openStream({ engine, capture }: ChangeSources, table: TableModel, streamArn: string): ChangeStream {
  if (capture === null) return new StreamClient(engine, table.name, streamArn);
  const stream = new CapturedStream(streamArn);
  capture.listen(table, (change) => stream.add(change));
  return stream;
}

/** Starts a reader for each event source mapping of the app. Gives what ends them. Throws an `AssemblyError` for one that AWS would refuse. */
export async function startStreams(
  sources: ChangeSources,
  tables: TableModel[],
  models: FunctionModel[],
  shared: Shared,
): Promise<() => Promise<void>> {
  const readers = models.flatMap((model) =>
    model.streams.map((source) => {
      const streamArn = `${source.tableArn}/stream/local`;
      const table = tables.find(({ arn }) => arn === source.tableArn);
      if (!table?.stream)
        throw new AssemblyError(`function ${model.name} reads ${streamArn}, which is no stream of a table of the app`);
      return new StreamReader(openStream(sources, table, streamArn), { ...shared, model, source, streamArn });
    }),
  );
  await Promise.all(readers.map((reader) => reader.start()));
  return async () => void (await Promise.all(readers.map((reader) => reader.close())));
}
