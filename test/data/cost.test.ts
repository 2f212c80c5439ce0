import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { CostRow } from '../../measure/cost-row.ts';
import { costRows } from '../../measure/cost-rows.ts';
import type { Cost } from '../../measure/meter.ts';
import { createMeasuredChat, type Scale, type MeasuredChat } from '../../measure/measured-chat.ts';
import { createWorld } from '../support/world.ts';

const small: Scale = { threadLength: 10, inboxThreads: 10, connectionsElsewhere: 2 };
/** Fills every page, and no more. */
const middle: Scale = { threadLength: 100, inboxThreads: 100, connectionsElsewhere: 20 };
const large: Scale = { threadLength: 2_000, inboxThreads: 1_000, connectionsElsewhere: 200 };

const measured = new Map<Scale, Map<CostRow, Cost>>();

describe.each([
  { scale: small, rows: costRows },
  { scale: middle, rows: costRows.filter((row) => row.isPage) },
  { scale: large, rows: costRows.filter((row) => !row.isApart) },
])(
  'a thread of $scale.threadLength, $scale.inboxThreads other threads, $scale.connectionsElsewhere other connections',
  ({ scale, rows }) => {
    let chat: MeasuredChat;
    const costs = new Map<CostRow, Cost>();
    measured.set(scale, costs);

    beforeAll(async () => {
      chat = await createMeasuredChat(await createWorld(), scale);
    });

    for (const row of rows) {
      const { operation, bound } = row;
      it(`${operation}: at most ${bound.roundTrips} round trips, ${bound.writeUnits} write units, ${bound.readUnits} read units`, async () => {
        const cost = await row.measure(chat);
        costs.set(row, cost);
        expect(cost.calls > 0).toBe(bound.calls !== 0);
        expect(cost.roundTrips).toBeLessThanOrEqual(bound.roundTrips);
        if (!row.transacts || inject('dataEngine') === 'embedded')
          expect(cost.writeUnits).toBeLessThanOrEqual(bound.writeUnits);
        expect(cost.readUnits).toBeLessThanOrEqual(bound.readUnits);
        if (bound.calls !== undefined) expect(cost.calls).toBeLessThanOrEqual(bound.calls);
        if (bound.beforePush !== undefined) expect(cost.roundTripsBeforePush).toBeLessThanOrEqual(bound.beforePush);
      });
    }

    it('nothing of this was a Scan, and each Query had a limit', () => {
      const { operations, unlimitedQueries } = chat.world.meter.seen;
      expect(operations).toContain('Query');
      expect(operations).not.toContain('Scan');
      expect([...unlimitedQueries]).toEqual([]);
    });
  },
);

describe('whatever there is beside', () => {
  for (const row of costRows.filter(({ isApart }) => !isApart)) {
    it(`${row.operation} costs the same`, () => {
      expect(measured.get(large)?.get(row)).toEqual(measured.get(row.isPage ? middle : small)?.get(row));
    });
  }
});
