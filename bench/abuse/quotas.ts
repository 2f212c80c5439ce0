import { assumptions as assumed } from '../cost/assumptions.ts';
import type { Measured } from './abuse-case.ts';

const dynamoDb = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html';

interface Quota {
  name: string;
  /** A second. */
  amount: number;
  what: string;
  source: string;
  usedBy(measured: Measured, callsPerSecond: number): number;
}

/** The quotas of a table and an account that have not been raised. */
export const quotas: Quota[] = [
  {
    amount: 40_000,
    name: 'reads',
    what: 'read units of a table',
    source: dynamoDb,
    usedBy: ({ perCall }, rate) => rate * (perCall.readUnits ?? 0),
  },
  {
    amount: 40_000,
    name: 'writes',
    what: 'write units of a table',
    source: dynamoDb,
    usedBy: ({ perCall }, rate) => rate * (perCall.writeUnits ?? 0),
  },
  {
    amount: 10_000,
    name: 'API Gateway',
    what: 'requests of the account, pushes included',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
    usedBy: ({ requestsPerCall }, rate) => rate * requestsPerCall,
  },
  {
    amount: 1_000,
    name: 'Lambda',
    what: 'seconds of functions: how many run at once',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
    usedBy: ({ perCall }, rate) => (rate * (perCall.invocations ?? 0) * assumed.invocationMs) / 1_000,
  },
];

/** The quota of which these calls use the largest share. */
export function mostUsed(measured: Measured, callsPerSecond: number): { quota: Quota; share: number } {
  const shares = quotas.map((quota) => ({ quota, share: quota.usedBy(measured, callsPerSecond) / quota.amount }));
  return shares.reduce((most, one) => (one.share > most.share ? one : most));
}
