import * as z from 'zod';
import type { Role } from '../../../protocol/objects.ts';
import type { OwnSide } from '../../chat/model/types.ts';

/**
 * What a participant has set for themselves, in the thread's own row. Each is an attribute of its own, which is absent
 * as long as nothing is set, so that the row of most threads is no longer for it.
 */

const names = {
  mutedUntilMs: 'muted',
  isPinned: 'pinned',
  archivedAtSeq: 'archived',
  markedAtCount: 'marked',
} as const satisfies Record<keyof OwnSide, string>;

export const ownSideKeys = Object.keys(names) as (keyof OwnSide)[];

export function ownAttribute<K extends keyof OwnSide, R extends Role>(key: K, role: R): `${(typeof names)[K]}_${R}` {
  return `${names[key]}_${role}`;
}

const mute = z.union([z.number(), z.literal('forever')]).optional();
const pin = z.literal(true).optional();
const count = z.number().optional();

export const ownSideFields = {
  muted_client: mute,
  muted_freelancer: mute,
  pinned_client: pin,
  pinned_freelancer: pin,
  archived_client: count,
  archived_freelancer: count,
  marked_client: count,
  marked_freelancer: count,
};

type OwnFields = { [F in keyof typeof ownSideFields]?: z.infer<(typeof ownSideFields)[F]> };

export function toOwnSide(row: OwnFields, role: Role): OwnSide {
  const mutedUntil = row[ownAttribute('mutedUntilMs', role)];
  return {
    mutedUntilMs: mutedUntil === 'forever' ? Number.POSITIVE_INFINITY : (mutedUntil ?? null),
    isPinned: row[ownAttribute('isPinned', role)] ?? false,
    archivedAtSeq: row[ownAttribute('archivedAtSeq', role)] ?? null,
    markedAtCount: row[ownAttribute('markedAtCount', role)] ?? null,
  };
}

/** The attribute's value; undefined if it is to be absent. */
export function fromOwnValue(value: OwnSide[keyof OwnSide]): number | true | 'forever' | undefined {
  if (value === Number.POSITIVE_INFINITY) return 'forever';
  return value === null || value === false ? undefined : value;
}
