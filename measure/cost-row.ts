import type { MeasuredChat } from './measured-chat.ts';
import type { Cost } from './meter.ts';

/**
 * What each operation may cost: units as DynamoDB returns them, for messages of 200 characters in a thread that both
 * participants have joined with one device each. These bounds, and how they are measured, are defined only here.
 */
export interface CostRow {
  operation: string;
  /**
   * `beforePush`: round trips before the first frame is pushed, where that is bounded too; `calls`: of DynamoDB
   * in all, likewise.
   */
  bound: { roundTrips: number; beforePush?: number; calls?: number; writeUnits: number; readUnits: number };
  /** It gives a page of a list: one that a short list does not fill costs less. */
  isPage?: true;
  measure(chat: MeasuredChat): Promise<Cost>;
}
