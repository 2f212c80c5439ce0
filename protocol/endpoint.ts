import * as z from 'zod';
import type { ErrorCode } from './errors.ts';
import { id } from './primitives.ts';

/** The deployed functions that answer REST. A setting may leave out each but `http`. */
export const restFunctions = ['http', 'search', 'attachments', 'notifications'] as const;
export type RestFunction = (typeof restFunctions)[number];

export interface Endpoint {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `restBase`. Works with and without the trailing slash (REST-1). */
  path: string;
  summary: string;
  /** The function that answers it; `http` by default. It carries the verbs of its own endpoints only. */
  answeredBy?: RestFunction;
  params?: z.ZodObject;
  query?: z.ZodType;
  body?: z.ZodType;
  /** The body of each successful status; null if it has none. */
  responses: Record<number, z.ZodType | null>;
  errors: readonly ErrorCode[];
  /** No token needed. */
  open?: boolean;
}

/** What any endpoint may answer. */
export const commonErrors = [
  'bad_request',
  'not_found',
  'rate_limited',
  'internal',
] as const satisfies readonly ErrorCode[];

/** Of everything in a thread. */
export const threadPath = z.object({ id });
