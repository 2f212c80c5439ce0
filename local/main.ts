import { parseArgs } from 'node:util';
import { readLocalSettings } from './settings.ts';
import { startLocal, type Local } from './start.ts';

const log = (line: string) => console.error(line);

/** Ends with what runs ended in order: Ctrl-C and SIGTERM are the usual ends, so the exit code is 0. */
function closeOnSignal(local: Local): void {
  let closing = false;
  const close = (exitCode: number) => {
    if (closing) return;
    closing = true;
    local.close().then(
      () => process.exit(exitCode),
      (error: Error) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => close(0));
  void local.engineEnded.then((reason) => {
    if (closing) return;
    log(`the DynamoDB engine has ended: ${reason}`);
    close(1);
  });
}

/** One line, whatever went wrong: stack traces help nobody who starts an app. */
function fail(error: Error): never {
  log(error.message.split('\n')[0] ?? 'failed');
  process.exit(1);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { https: { type: 'boolean', default: false } } });
  const local = await startLocal({ settings: readLocalSettings(), https: values.https, demo: true, log });
  closeOnSignal(local);
  log(local.engine);
  console.log(`ready ${local.url}`);
}

main().catch(fail);
