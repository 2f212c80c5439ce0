import { readOptions, usage, UsageError } from './world/options.ts';
import { runSmoke } from './run.ts';

/** Ctrl-C ends the run after it has removed what it made; a second one ends it at once. */
function stopOnSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2), process.env);
    return (await runSmoke(options, (line) => console.log(line), stopOnSignal())) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n${usage}`);
    return 2;
  }
}

// Ends at once: a client of the SDK may keep a connection open.
process.exit(await main());
