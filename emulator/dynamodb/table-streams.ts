import type { TableStreams } from '../runtime/table-streams.ts';
import { CapturedStream } from './captured-stream.ts';
import type { ChangeCapture } from './change-capture.ts';
import type { EngineClient } from './engine-client.ts';
import { EngineStream } from './engine-stream.ts';
import type { TableModel } from './model.ts';

interface Sources {
  client: EngineClient;
  /** Records the changes on their way to the engine; null if the engine's own streams are used. */
  capture: ChangeCapture | null;
  tables: TableModel[];
}

export function openTableStreams({ client, capture, tables }: Sources): TableStreams {
  return {
    open(tableArn, streamArn) {
      const table = tables.find(({ arn, stream }) => arn === tableArn && stream);
      if (table === undefined) return undefined;
      if (capture === null) return new EngineStream(client, table.name, streamArn);
      const stream = new CapturedStream(streamArn);
      capture.listen(table, (change) => stream.add(change));
      return stream;
    },
  };
}
