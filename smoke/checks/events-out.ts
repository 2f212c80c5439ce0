import { setTimeout } from 'node:timers/promises';
import type { Check } from './check.ts';
import { NotApplicable } from '../report/outcome.ts';
import type { World } from '../world/world.ts';
import { request } from '../wire/rest.ts';

const pauseMs = 500;

interface OnBus {
  event: { 'detail-type': string; detail: { thread_id?: string } };
}

const isOff = ({ options }: World) => !options.eventKinds.includes('thread.created');
const off = new NotApplicable('the setting events leaves thread.created out');

/** On one machine `/dev/events` returns the last events of the bus. */
const onLocalBus: Check = {
  name: 'thread.created goes out on the local event bus',
  async run(world, signal) {
    const { site, newThread } = world;
    if (site.kind === 'deployed') return new NotApplicable('a rule and a queue show it on AWS');
    if (isOff(world)) return off;
    const threadId = await newThread();
    const isIt = ({ event }: OnBus) => event['detail-type'] === 'thread.created' && event.detail.thread_id === threadId;
    for (;;) {
      const { body } = await request<OnBus[]>('GET', `${new URL(site.apiUrl).origin}/dev/events`);
      if (body.some(isIt)) return;
      await setTimeout(pauseMs, null, { signal });
    }
  },
};

const byRule: Check = {
  name: 'a rule to a temporary queue receives thread.created',
  timeLimitMs: 240_000,
  async run(world, signal) {
    if (world.site.kind === 'one machine') return new NotApplicable('on one machine no rules can be made');
    if (isOff(world)) return off;
    const { EventWatch } = await import('../site/event-watch.ts');
    const watch = await EventWatch.start(world);
    // A new rule takes up to a minute to work: what happens before is not delivered.
    while (!(await watch.receives('thread.created', await world.newThread()))) signal.throwIfAborted();
  },
};

export const eventChecks = [onLocalBus, byRule];
