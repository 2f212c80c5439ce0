import type { MeasuredChat } from './measured-chat.ts';
import type { Cost } from './meter.ts';

/**
 * What each operation may cost: units as DynamoDB returns them, for messages of 200 characters in a thread that both
 * participants have joined with one device each. These bounds, and how they are measured, are defined only here.
 */
export interface CostRow {
  operation: string;
  /**
   * `beforePush`: round trips before the first frame is pushed; `calls`: all calls to DynamoDB. What is left out has
   * no bound.
   */
  bound: { roundTrips: number; beforePush?: number; calls?: number; writeUnits: number; readUnits: number };
  /** It returns a page of a list. A page that is not full costs less. */
  isPage?: true;
  /** It is measured on data of its own: what there is beside does not matter. */
  isApart?: true;
  /**
   * It commits a transaction. AWS and the embedded engine count its writes twice, DynamoDB Local counts them more
   * often: there the bound of its write units says nothing.
   */
  transacts?: true;
  measure(chat: MeasuredChat): Promise<Cost>;
}
