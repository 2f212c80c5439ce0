import type { LocalSettings } from '../settings.ts';

/** What of API Gateway can be turned for a test. The defaults are AWS's own (quotas of API Gateway). */
export interface GatewayOptions {
  idleTimeoutMs: number;
  connectionLifetimeMs: number;
  /** Probability that the `$disconnect` event of a connection never comes. */
  disconnectLoss: number;
  /** Added to each call of the management API. */
  managementDelayMs: number;
  /** Probability that the management API answers 429 LimitExceededException. */
  management429: number;
  /** Probability that the management API answers 500. */
  management500: number;
  /** New WebSocket connections a second. */
  connectionsPerSecond: number;
  /** Requests a second of all kinds together: HTTP, frames, calls of the management API. */
  requestsPerSecond: number;
  requestBurst: number;
}

export const gatewayDefaults: GatewayOptions = {
  idleTimeoutMs: 600_000,
  connectionLifetimeMs: 7_200_000,
  disconnectLoss: 0,
  managementDelayMs: 0,
  management429: 0,
  management500: 0,
  connectionsPerSecond: 500,
  requestsPerSecond: 10_000,
  requestBurst: 5_000,
};

export function gatewayOptionsOf(settings: LocalSettings): GatewayOptions {
  return {
    ...gatewayDefaults,
    idleTimeoutMs: settings.LOCAL_IDLE_TIMEOUT_MS,
    connectionLifetimeMs: settings.LOCAL_CONNECTION_LIFETIME_MS,
    disconnectLoss: settings.LOCAL_DISCONNECT_LOSS,
    managementDelayMs: settings.LOCAL_MANAGEMENT_DELAY_MS,
    management429: settings.LOCAL_MANAGEMENT_429,
    management500: settings.LOCAL_MANAGEMENT_500,
  };
}
