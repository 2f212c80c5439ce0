import type { Usage } from '../cost/usage.ts';
import type { Scene } from './scene.ts';

export const whos = ['user', 'stranger', 'nobody'] as const;
/** A signed-in user in a thread of their own; one in a thread of others; somebody without a token. */
export type Who = (typeof whos)[number];

/** One thing that somebody can do as often as the limits allow. */
export interface AbuseCase {
  who: Who;
  what: string;
  /** Whether the chat refuses its calls. */
  isRefused?: true;
  /** Not measured. */
  prepare?: (scene: Scene) => Promise<unknown>;
  /** One round of it. A round may have several calls. */
  run: (scene: Scene) => Promise<unknown>;
  /** Records of the table's stream that become events. */
  events?: number;
  /** Rounds an hour that the chat allows, where a limit of its own is below that of all calls. */
  perHourMax?: number;
}

/** What one call of a case uses, on average over its round. */
export interface Measured {
  abuse: Pick<AbuseCase, 'who' | 'what' | 'isRefused' | 'perHourMax'>;
  perCall: Usage;
  /** Of API Gateway, pushes included. */
  requestsPerCall: number;
  /** Calls of a round, by their routes. */
  routes: Map<string, number>;
}
