import { join } from 'node:path';
import type { Closers } from '../primitives/closers.ts';
import type { TableStreams } from '../runtime/table-streams.ts';
import { CapturedStream } from './captured-stream.ts';
import type { ChangeCapture } from './change-capture.ts';
import type { EngineClient } from './engine-client.ts';
import { EngineStream } from './engine-stream.ts';
import type { TableModel } from './model.ts';
import { StreamJournal } from './stream-journal.ts';

interface Sources {
  client: EngineClient;
  /** Records the changes on their way to the engine; null if the engine's own streams are used. */
  capture: ChangeCapture | null;
  tables: TableModel[];
  /** The folder that keeps what has not been processed; undefined if nothing is kept. */
  folder: string | undefined;
  closers: Closers;
}

export function openTableStreams({ client, capture, tables, folder, closers }: Sources): TableStreams {
  return {
    open(tableArn, streamArn, reader) {
      const table = tables.find(({ arn, stream }) => arn === tableArn && stream);
      if (table === undefined) return undefined;
      if (capture === null) return new EngineStream(client, table.name, streamArn);
      const file = `stream-${table.name}-${reader}.jsonl`;
      const journal = folder === undefined ? null : closers.add(new StreamJournal(join(folder, file)));
      const stream = new CapturedStream(streamArn, { journal, read: (key) => capture.read({ table, key }) });
      capture.listen(table, stream);
      return stream;
    },
  };
}
