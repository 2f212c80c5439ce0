import { observed } from './gateway/observed.ts';
import { scanResultHandler } from './gateway/scan-result-handler.ts';
import { readSettings } from './platform/settings.ts';
import { openServices } from './services.ts';

const settings = readSettings('scan-result');

/** Results of GuardDuty's scans of files, over the account's default event bus. */
export const handler = observed(settings.metricsNamespace, scanResultHandler(openServices(settings), Date.now));
