import { perSecond } from '../abuse/rates.ts';
import { assumptions as assumed } from '../cost/assumptions.ts';
import type { MeasuredUnits } from '../cost/measure.ts';
import { settingDefaults } from '../../lambdas/platform/settings.ts';
import { accountQuotas, type Quota } from '../quotas.ts';

/** A limit, and how much of it is used a second. */
export interface Use {
  quota: Quota;
  used: number;
}

/** Two users who write into one thread as fast as they may. All units count as those of one partition. */
export function busiestThread(units: MeasuredUnits): { messagesPerSecond: number; uses: Use[] } {
  const messagesPerSecond = 2 * perSecond(settingDefaults.CHAT_RATE_LIMIT);
  return { messagesPerSecond, uses: partitionUses(units, messagesPerSecond) };
}

/** How many messages a second many others can write to one user before the partition of that user's inbox is full. */
export function busiestUser(units: MeasuredUnits): number {
  return Math.min(
    accountQuotas.partitionWrites.amount / units.send.writeUnits,
    accountQuotas.partitionReads.amount / units.send.readUnits,
  );
}

function partitionUses({ send }: MeasuredUnits, messages: number): Use[] {
  return [
    { quota: accountQuotas.partitionWrites, used: messages * send.writeUnits },
    { quota: accountQuotas.partitionReads, used: messages * send.readUnits },
  ];
}

/**
 * The seconds that each quota needs for a message of the marketplace in one thread of each person, pushed to one device
 * each. The slowest comes first.
 */
export function messageToAll({ send }: MeasuredUnits, people: number): { quota: Quota; seconds: number }[] {
  const invocationSeconds = (people * assumed.invocationMs) / 1_000;
  const needs: [Quota, number][] = [
    [accountQuotas.requests, people],
    [accountQuotas.executions, invocationSeconds],
    [accountQuotas.tableWrites, people * send.writeUnits],
    [accountQuotas.tableReads, people * send.readUnits],
  ];
  return needs
    .map(([quota, amount]) => ({ quota, seconds: amount / quota.amount }))
    .sort((one, other) => other.seconds - one.seconds);
}
