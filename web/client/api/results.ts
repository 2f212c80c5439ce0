import type { Failure, Result } from './types.ts';

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(error: Failure): { ok: false; error: Failure } {
  return { ok: false, error };
}
