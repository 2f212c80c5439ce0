import { observed } from './gateway/observed.ts';
import { readSettings } from './platform/settings.ts';
import { openServices } from './services.ts';
import { heartbeatOf } from './socket-io/heartbeat.ts';
import { scheduleBy } from './socket-io/rounds-queue.ts';
import { socketIoTimers } from './socket-io/timers.ts';

const settings = readSettings('socket-io');

/** Opens connections of Socket.IO, and keeps up their heartbeat. */
export const handler = observed(
  settings.metricsNamespace,
  socketIoTimers({
    ...openServices(settings),
    schedule: scheduleBy(settings.socketIoQueue),
    heartbeat: heartbeatOf(settings.socketIoPingMs),
  }),
);
