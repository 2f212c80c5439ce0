import type { StatsSnapshot } from 'cdk-app-emulator';
import type { Chat, Consumption } from './chat.ts';
import type { Server } from './server.ts';

/** Reads the counters of an app on the emulator, at `/dev/stats`. */
export async function readStats({ url }: Pick<Server, 'url'>): Promise<StatsSnapshot> {
  return (await (await fetch(`${url}/dev/stats`)).json()) as StatsSnapshot;
}

export async function readConsumption(server: Pick<Server, 'url'>): Promise<Consumption> {
  const { dynamodb } = await readStats(server);
  return { calls: dynamodb.calls, readUnits: dynamodb.read_units, writeUnits: dynamodb.write_units };
}

/** The usage between two readings, divided by the number of messages. */
export function perMessage(before: Consumption | null, after: Consumption | null, count: number): Consumption | null {
  if (before === null || after === null) return null;
  const mean = (name: keyof Consumption) => (after[name] - before[name]) / count;
  return { calls: mean('calls'), readUnits: mean('readUnits'), writeUnits: mean('writeUnits') };
}

/** Runs `work`, and returns with its result the usage for each message. `countOf` returns the number of messages. */
export async function withConsumption<T>(
  chat: Chat,
  work: () => Promise<T>,
  countOf: (result: T) => number,
): Promise<{ result: T; consumed: Consumption | null }> {
  const before = await chat.consumption();
  const result = await work();
  return { result, consumed: perMessage(before, await chat.consumption(), countOf(result)) };
}
