import { Logger } from '@aws-lambda-powertools/logger';

/** One JSON line an entry. Neither tokens nor message texts may be logged: pass ids and codes. */
export const log = new Logger({ serviceName: 'chat' });
