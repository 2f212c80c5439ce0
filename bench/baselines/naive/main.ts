import { readSettings } from 'cdk-app-emulator';
import { startLocal } from '../../../local/start.ts';
import { naiveApp } from './app.ts';

/**
 * The naive chat on the gateway, the runtime and the engine that ours runs on, with the same
 * settings. Prints `ready URL`.
 */
const local = await startLocal({ app: naiveApp, settings: readSettings(), log: (line) => console.error(line) });
process.on('SIGINT', () => void local.close().then(() => process.exit(0)));
console.log(`ready ${local.url}`);
