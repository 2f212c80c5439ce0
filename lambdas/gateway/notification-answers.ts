import {
  readPreferences,
  subscribe,
  unsubscribe,
  writePreferences,
  type NotificationParts,
} from '../chat/subscribe.ts';
import { ok, type AnswersOf, type BaseParts } from './answer-request.ts';

/** What the endpoints of notifications work with. */
export interface NotificationAnswerParts extends BaseParts, NotificationParts {
  /** The key by which push services know this chat. */
  publicKey: () => Promise<string>;
}

/** What the function `notifications` answers. */
export const notificationAnswers: AnswersOf<'notifications', NotificationAnswerParts> = {
  pushKey: async (ctx) => ok({ public_key: await ctx.publicKey() }),
  async subscribe(ctx, { body }) {
    await subscribe(ctx, body);
    return { status: 204 };
  },
  async unsubscribe(ctx, { body }) {
    await unsubscribe(ctx, body.endpoint);
    return { status: 204 };
  },
  getPreferences: async (ctx) => ok(await readPreferences(ctx)),
  putPreferences: async (ctx, { body }) => ok(await writePreferences(ctx, body)),
};
