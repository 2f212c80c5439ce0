import * as z from 'zod';
import { id, timestamp } from './primitives.ts';

/** Which of the caller's threads a list shows. */
export const inboxViews = ['inbox', 'archived', 'unread', 'all'] as const;
export type InboxView = (typeof inboxViews)[number];

/** Changes of the caller's own side of a thread; what is left out stays as it is. */
export const ownChange = z
  .object({
    muted_until: z
      .union([z.iso.datetime(), z.literal('forever')], { error: 'must be a time in UTC, "forever" or null' })
      .nullable()
      .optional()
      .describe('A time that has passed means null'),
    pinned: z.boolean().optional(),
    archived: z.boolean().optional(),
    marked_unread: z.boolean().optional(),
  })
  .meta({ id: 'OwnChange' });
export type OwnChange = z.infer<typeof ownChange>;

export const blockList = z
  .object({ results: z.array(z.object({ user_id: id, blocked_at: timestamp })) })
  .meta({ id: 'BlockList' });

export type BlockList = z.infer<typeof blockList>;
