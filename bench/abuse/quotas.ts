import { assumptions as assumed } from '../cost/assumptions.ts';
import { accountQuotas, type Quota } from '../quotas.ts';
import type { Measured } from './abuse-case.ts';

interface NamedQuota extends Quota {
  name: string;
  usedBy(measured: Measured, callsPerSecond: number): number;
}

/** The quotas that calls use. */
export const quotas: NamedQuota[] = [
  { name: 'reads', ...accountQuotas.tableReads, usedBy: ({ perCall }, rate) => rate * (perCall.readUnits ?? 0) },
  { name: 'writes', ...accountQuotas.tableWrites, usedBy: ({ perCall }, rate) => rate * (perCall.writeUnits ?? 0) },
  { name: 'API Gateway', ...accountQuotas.requests, usedBy: ({ requestsPerCall }, rate) => rate * requestsPerCall },
  {
    name: 'Lambda',
    ...accountQuotas.executions,
    usedBy: ({ perCall }, rate) => (rate * (perCall.invocations ?? 0) * assumed.invocationMs) / 1_000,
  },
];

/** The quota of which these calls use the largest share. */
export function mostUsed(measured: Measured, callsPerSecond: number): { quota: NamedQuota; share: number } {
  const shares = quotas.map((quota) => ({ quota, share: quota.usedBy(measured, callsPerSecond) / quota.amount }));
  return shares.reduce((most, one) => (one.share > most.share ? one : most));
}
