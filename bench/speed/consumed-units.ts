import type { StatsSnapshot } from '../../local/stats.ts';
import type { Units } from './chat.ts';
import type { Server } from './server.ts';

/** What an app on the local runtime says of itself at `/dev/stats`. */
export async function readStats({ url }: Pick<Server, 'url'>): Promise<StatsSnapshot> {
  return (await (await fetch(`${url}/dev/stats`)).json()) as StatsSnapshot;
}

export async function consumedUnits(server: Pick<Server, 'url'>): Promise<Units> {
  const { dynamodb } = await readStats(server);
  return { readUnits: dynamodb.read_units, writeUnits: dynamodb.write_units };
}

/** The units that `work` takes; null where the chat has no DynamoDB. */
export async function unitsOf<T>(chat: { consumedUnits(): Promise<Units | null> }, work: () => Promise<T>): Promise<{ result: T; units: Units | null }> {
  const before = await chat.consumedUnits();
  const result = await work();
  const after = await chat.consumedUnits();
  if (before === null || after === null) return { result, units: null };
  return { result, units: { readUnits: after.readUnits - before.readUnits, writeUnits: after.writeUnits - before.writeUnits } };
}
