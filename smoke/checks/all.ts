import { attachmentChecks } from './attachments.ts';
import type { Check } from './check.ts';
import { eventChecks } from './events-out.ts';
import { handshakeChecks } from './handshake.ts';
import { marketplaceChecks } from './marketplace.ts';
import { pageChecks } from './page.ts';
import { protocolChecks } from './protocol.ts';
import { pushChecks } from './pushes.ts';
import { restChecks } from './rest.ts';
import { socketIoChecks } from './socket-io.ts';
import { telemetryChecks } from './telemetry.ts';

/** In the order of the report. Metrics and logs come last: they show what the others did. */
export const checks: readonly Check[] = [
  ...pageChecks,
  ...restChecks,
  ...handshakeChecks,
  ...protocolChecks,
  ...socketIoChecks,
  ...attachmentChecks,
  ...pushChecks,
  ...marketplaceChecks,
  ...eventChecks,
  ...telemetryChecks,
];
