import type { CapacityCounts } from './dynamodb/capacity-counter.ts';
import type { PushCounts } from './gateway/websocket/push-counter.ts';
import type { InvocationCounts } from './lambda/invocation-counter.ts';

/** What all services count, by section. */
export interface StatsSnapshot {
  dynamodb: CapacityCounts;
  lambda: InvocationCounts;
  pushes: PushCounts;
}
