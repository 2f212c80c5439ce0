import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { accountId, region } from '../primitives/pseudo-parameters.ts';

const nowInSeconds = () => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

/**
 * An event as an AWS service puts it on a bus. PutEvents refuses the sources of AWS. What is left out is what
 * EventBridge itself adds to an event.
 */
export const serviceEvent = z.object({
  version: z.literal('0').default('0'),
  id: z.string().min(1).default(randomUUID),
  'detail-type': z.string().min(1),
  source: z.string().min(1),
  account: z.string().default(accountId),
  time: z.string().default(nowInSeconds),
  region: z.string().default(region),
  resources: z.array(z.string()).default([]),
  detail: z.record(z.string(), z.unknown()),
});
