import { startEcho } from './start.ts';

/** Runs the echo app until Ctrl-C. */
const emulator = await startEcho();
process.once('SIGINT', () => void emulator.close());
console.log(`ready ${emulator.webSocketUrl}`);
