import { readOptions } from './options.ts';
import { runImport } from './run.ts';

/** Complete; could not run; complete but for rows that are reported. */
const exitCodes = { complete: 0, failed: 1, reported: 2 };

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const isComplete = await runImport(options, { print: (line) => console.log(line), progress: process.stderr });
  process.exitCode = isComplete ? exitCodes.complete : exitCodes.reported;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = exitCodes.failed;
});
