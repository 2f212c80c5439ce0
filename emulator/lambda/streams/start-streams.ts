import { AssemblyError } from '../../assembly/cloud-assembly.ts';
import type { FunctionModel } from '../../runtime/functions.ts';
import type { TableStreams } from '../../runtime/table-streams.ts';
import type { DeliveryOptions } from './batch-delivery.ts';
import { StreamReader } from './stream-reader.ts';

type Shared = Pick<DeliveryOptions, 'functions' | 'deadLetters' | 'log' | 'retryDelayMs'>;

/**
 * Starts a reader for each event source mapping of the app, and returns what ends them. Throws an `AssemblyError` for a
 * mapping that AWS would refuse.
 */
export async function startStreams(
  models: FunctionModel[],
  tableStreams: TableStreams,
  shared: Shared,
): Promise<() => Promise<void>> {
  const readers = models.flatMap((model) =>
    model.streams.map((source) => {
      const streamArn = `${source.tableArn}/stream/local`;
      const stream = tableStreams.open(source.tableArn, streamArn, model.shortName);
      if (stream === undefined)
        throw new AssemblyError(`function ${model.name} reads ${streamArn}, which is no stream of a table of the app`);
      return new StreamReader(stream, { ...shared, model, source, streamArn });
    }),
  );
  await Promise.all(readers.map((reader) => reader.start()));
  return async () => void (await Promise.all(readers.map((reader) => reader.close())));
}
