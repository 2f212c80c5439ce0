import { parseArgs } from 'node:util';
import { demoUsers } from './dev/demo-users.ts';
import { readLocalSettings } from './local-settings.ts';
import { startLocal, type Local } from './start.ts';

const log = (line: string) => console.error(line);

/** Ctrl-C and SIGTERM are the usual ends, so the exit code is 0; before the app runs there is nothing to close. */
function exitOnSignal(starting: Promise<Local>): void {
  let closing = false;
  const exit = (exitCode: number, local?: Local) => {
    if (closing) return;
    closing = true;
    (local?.close() ?? Promise.resolve()).then(() => process.exit(exitCode), fail);
  };
  let running: Local | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => exit(0, running));
  starting.then((local) => {
    running = local;
    void local.engineEnded.then((reason) => {
      if (!closing) log(`the DynamoDB engine has ended: ${reason}`);
      exit(1, local);
    });
  }, fail);
}

/** One line for any error: a stack trace does not help the person who starts an app. */
function fail(error: Error): never {
  log(error.message.split('\n')[0] ?? 'failed');
  process.exit(1);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { https: { type: 'boolean', default: false } } });
  const starting = startLocal({ settings: readLocalSettings(), https: values.https, demo: true, log });
  exitOnSignal(starting);
  const local = await starting;
  log(local.engine);
  console.log(`ready ${local.url}`);
  const { client, freelancer } = demoUsers;
  log(
    `Open ${local.url} and sign in as ${client.username} or ${freelancer.username}; a second window can be the other.`,
  );
}

main().catch(fail);
