import webPush from 'web-push';
import type { DueJob, NotifyContext } from '../../../lambdas/chat/ports/notifications.ts';
import type { NotificationParts } from '../../../lambdas/chat/subscribe.ts';
import { notificationStore } from '../../../lambdas/data/notified.ts';
import { TableClient } from '../../../lambdas/data/table-client.ts';
import { doJob } from '../../../lambdas/gateway/notification-handler.ts';
import { queueNotifications } from '../../../lambdas/gateway/queue-notifications.ts';
import type { StreamStep } from '../../../lambdas/gateway/stream-records.ts';
import { readSettings, settingDefaults, settingsOf } from '../../../lambdas/platform/settings.ts';
import { refusalOfEndpoint } from '../../../lambdas/push/push-hosts.ts';
import { isPublicKey } from '../../../lambdas/push/vapid-keys.ts';
import { createPush } from '../../../lambdas/push/web-push.ts';
import type { World } from '../../../measure/world.ts';
import type { RuleOptions } from './rule-chat.ts';

const keys = webPush.generateVAPIDKeys();
const contact = 'mailto:operator@example.com';

/** The queue and the function of notifications in this process: a queue in memory, whose clock is turned by hand. */
export class InProcessNotifications {
  /** The events on the bus. */
  readonly events: unknown[] = [];
  readonly failed: unknown[] = [];
  readonly step: StreamStep;
  readonly parts: NotificationParts & { publicKey: () => Promise<string> };
  readonly isUsed: boolean;
  private readonly context: NotifyContext;
  private waiting: DueJob[] = [];

  constructor(
    private readonly world: World,
    options: RuleOptions,
  ) {
    const { LOCAL_PUSH_HOSTS: hosts = '', ...given } = options;
    const unused = Object.fromEntries(settingsOf.notifications.map((name) => [name, 'https://unused']));
    const settings = { ...unused, ...settingDefaults, ...given, CHAT_PUSH_HOSTS: hosts };
    const rules = readSettings('notifications', settings);
    const { pushHosts: localHosts } = rules;
    const nowMs = () => world.clock.nowMs;
    const notified = notificationStore(new TableClient(world.dynamo, world.tableName));
    const later = {
      send: async (jobs: DueJob[]) => void this.waiting.push(...jobs.map((job) => structuredClone(job))),
    };
    this.isUsed = hosts !== '' || 'CHAT_REMIND_AFTER' in given;
    this.parts = {
      notified,
      refusalOfEndpoint: (endpoint) => refusalOfEndpoint(endpoint, localHosts),
      isPublicKey,
      publicKey: async () => keys.publicKey,
    };
    this.context = {
      ...{ store: world.store, notified, later, rules, nowMs },
      push: createPush({ readKeys: async () => keys, contact, localHosts }),
      giveUp: async (failed) => void this.failed.push(failed),
      publish: async (events) =>
        void this.events.push(...events.map(({ name, detail }) => ({ 'detail-type': name, source: 'chat', detail }))),
    };
    const step = queueNotifications({ store: world.store, notified, later, rules, nowMs });
    this.step = async (recorded) => (this.isUsed ? step(recorded) : null);
  }

  /** Does what is due until then, in order, and turns the clock to when each is due. */
  async workUntil(untilMs: number): Promise<void> {
    for (let next = this.takeNext(untilMs); next !== null; next = this.takeNext(untilMs)) {
      this.world.clock.nowMs = Math.max(this.world.clock.nowMs, next.dueAtMs);
      await doJob(this.context, next);
      // The queue may deliver a job twice. Only a repeated retry pushes again, which the tests of NT-4 count.
      if (next.job.kind !== 'retry') await doJob(this.context, next);
    }
  }

  private takeNext(untilMs: number): DueJob | null {
    const [next, ...rest] = this.waiting.toSorted((a, b) => a.dueAtMs - b.dueAtMs);
    if (next === undefined || next.dueAtMs > untilMs) return null;
    this.waiting = rest;
    return next;
  }
}
