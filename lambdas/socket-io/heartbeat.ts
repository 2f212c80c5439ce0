/** The heartbeat of Engine.IO as it is spoken here (docs/decisions/015). Times in seconds. */

/** Who has not signed in by then is disconnected (SIO-2). */
const signInSeconds = 10;

/** A client that has waited for a ping for this long beyond its time gives the connection up. */
const pingTimeoutMs = 60_000;

export interface Heartbeat {
  pingIntervalMs: number;
  pingTimeoutMs: number;
  /** From the opening until it is checked that the client has signed in. */
  untilCheckSeconds: number;
  /** From the check until the first ping. */
  untilFirstPingSeconds: number;
  pingSeconds: number;
}

/** @param pingIntervalMs whole seconds, two at least */
export function heartbeatOf(pingIntervalMs: number): Heartbeat {
  const pingSeconds = Math.max(2, Math.floor(pingIntervalMs / 1000));
  const untilCheckSeconds = Math.min(signInSeconds, Math.floor(pingSeconds / 2));
  return {
    pingIntervalMs: pingSeconds * 1000,
    pingTimeoutMs,
    untilCheckSeconds,
    untilFirstPingSeconds: pingSeconds - untilCheckSeconds,
    pingSeconds,
  };
}
