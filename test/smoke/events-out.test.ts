import { expect, test } from 'vitest';
import { eventChecks } from '../../smoke/checks/events-out.ts';
import { NotApplicable } from '../../smoke/report/outcome.ts';
import type { World } from '../../smoke/world/world.ts';

test.each(['one machine', 'deployed'])(
  'EVT-3: no check of events applies to an app (%s) whose kind is off',
  async (kind) => {
    const world = { site: { kind }, options: { eventKinds: ['message.read'] } } as unknown as World;
    for (const check of eventChecks)
      expect(await check.run(world, AbortSignal.timeout(1_000)), check.name).toBeInstanceOf(NotApplicable);
  },
);
