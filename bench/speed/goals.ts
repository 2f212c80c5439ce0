import { median } from '../statistics.ts';
import { figure } from '../table.ts';
import type { Speed, Speeds } from './measure.ts';
import type { SystemName } from './systems.ts';

/** What ours is to reach: in the same run at most, or at least, these shares of the other systems' figures. */
export interface Goal {
  sign: '≤' | '≥';
  shares: Partial<Record<SystemName, number>>;
}

/** As fast as the system that this project replaces. */
export const atMostTheOld: Goal = { sign: '≤', shares: { django: 1 } };

/** The naive chat makes two calls to DynamoDB for a message, ours four. */
export const messagesPerSecond: Goal = { sign: '≥', shares: { django: 1, naive: 0.8 } };

/** The strictest of the bounds; null if none of the systems was measured. */
function boundOf({ sign, shares }: Goal, values: (speed: Speed) => number[], speeds: Speeds): number | null {
  const bounds = (Object.entries(shares) as [SystemName, number][]).flatMap(([name, share]) => {
    const speed = speeds.get(name);
    const measured = speed === undefined ? [] : values(speed);
    return measured.length === 0 ? [] : [median(measured) * share];
  });
  if (bounds.length === 0) return null;
  return sign === '≤' ? Math.min(...bounds) : Math.max(...bounds);
}

/** The target of a row, and whether ours meets it; null if there is nothing to compare. */
export function judge(
  goal: Goal,
  values: (speed: Speed) => number[],
  speeds: Speeds,
): { target: string; isMet: boolean } | null {
  const ours = speeds.get('ours');
  const own = ours === undefined ? [] : values(ours);
  const bound = boundOf(goal, values, speeds);
  if (bound === null || own.length === 0) return null;
  const isMet = goal.sign === '≤' ? median(own) <= bound : median(own) >= bound;
  return { target: `${goal.sign} ${figure(bound)}`, isMet };
}
