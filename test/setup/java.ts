import { spawnSync } from 'node:child_process';
import { SetupError } from './setup-error.ts';

const packageName = 'default-jre-headless';

/** What a machine can do about Java, which runs AWS's DynamoDB Local. */
export interface Machine {
  hasJava: boolean;
  hasApt: boolean;
  isRoot: boolean;
}

const starts = (command: string, argument: string) => spawnSync(command, [argument]).status === 0;

function inspectMachine(): Machine {
  return {
    hasJava: starts('java', '-version'),
    hasApt: starts('apt-get', '--version'),
    isRoot: process.getuid?.() === 0,
  };
}

/** The commands that install Java; none if it is there. Throws a `SetupError` if they are not for this user to run. */
export function commandsForJava({ hasJava, hasApt, isRoot }: Machine): string[][] {
  if (hasJava) return [];
  const what = "the tests on AWS's DynamoDB Local need Java 11 or newer on the PATH";
  if (!hasApt) throw new SetupError(what, 'brew install openjdk   # or the package of your system');
  if (!isRoot) throw new SetupError(what, `sudo apt-get update && sudo apt-get install -y ${packageName}`);
  return [
    ['apt-get', 'update', '-q'],
    ['apt-get', 'install', '-y', '-q', '--no-install-recommends', packageName],
  ];
}

/** Installs Java if it is missing and this user may. */
export function ensureJava(): void {
  for (const [command = '', ...args] of commandsForJava(inspectMachine())) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const { status } = spawnSync(command, args, { stdio: 'inherit', env });
    if (status !== 0) throw new SetupError(`${command} failed`, [command, ...args].join(' '));
  }
}
