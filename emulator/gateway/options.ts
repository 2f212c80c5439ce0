import type { EmulatorSettings } from '../runtime/settings.ts';

/** What tests can change about API Gateway. The defaults are its quotas. */
export interface GatewayOptions {
  idleTimeoutMs: number;
  connectionLifetimeMs: number;
  /** New WebSocket connections a second. */
  connectionsPerSecond: number;
  /** Requests a second of all kinds together: HTTP, frames, calls of the management API. */
  requestsPerSecond: number;
  requestBurst: number;
  /** Further paths of the WebSocket API, such as `/chat`: what the mappings of a custom domain are on AWS. */
  webSocketPaths: string[];
}

export const gatewayDefaults: GatewayOptions = {
  idleTimeoutMs: 600_000,
  connectionLifetimeMs: 7_200_000,
  connectionsPerSecond: 500,
  requestsPerSecond: 10_000,
  requestBurst: 5_000,
  webSocketPaths: [],
};

export function gatewayOptionsOf(settings: EmulatorSettings): GatewayOptions {
  return {
    ...gatewayDefaults,
    idleTimeoutMs: settings.LOCAL_IDLE_TIMEOUT_MS,
    connectionLifetimeMs: settings.LOCAL_CONNECTION_LIFETIME_MS,
    requestsPerSecond: settings.LOCAL_REQUESTS_PER_SECOND,
    requestBurst: settings.LOCAL_REQUESTS_PER_SECOND / 2,
  };
}
