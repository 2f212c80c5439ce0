import { existsSync, mkdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve as resolvePath } from 'node:path';
import type { EmulatorSettings } from '../runtime/settings.ts';
import { freePort, startChild, untilAnswering, untilGone, type ChildServer } from '../primitives/child-process.ts';
import { dynamoDbLocalJar, hasJava } from './dynamodb-local.ts';

/** A running DynamoDB. */
export interface Engine {
  /** One line that says which it is. */
  description: string;
  endpoint: string;
  /** Its own streams serve; else changes are captured before they come to it. */
  streams: boolean;
  /** Resolves when the engine ends by itself; never where it is not ours. */
  ended: Promise<string>;
  /**
   * Kills it as a crash does and starts it again on the data that it has kept. Throws an `EngineError` where
   * it keeps none.
   */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** No DynamoDB could be started; the message is one line that says what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

type EngineSettings = Pick<
  EmulatorSettings,
  'DATA_DIR' | 'DYNAMODB_ENDPOINT' | 'LOCAL_DYNAMODB_ENGINE' | 'LOCAL_DYNAMODB_JAR'
>;

const { resolve } = createRequire(import.meta.url);
const embeddedTimeoutMs = 10_000;
/** Java takes 3 to 7 s. */
const javaTimeoutMs = 60_000;

/**
 * Starts a DynamoDB: the one at DYNAMODB_ENDPOINT if that is set, else the embedded engine, else AWS's DynamoDB Local
 * by Java. With DATA_DIR the data is kept there. `log` takes a line if a choice takes longer or is not the usual one.
 *
 * @throws EngineError if none can be had
 */
export async function startEngine(
  settings: EngineSettings,
  log: (line: string) => void = (line) => console.error(line),
): Promise<Engine> {
  if (settings.DYNAMODB_ENDPOINT !== undefined) return outsideEngine(settings.DYNAMODB_ENDPOINT);
  const dataDir = settings.DATA_DIR === undefined ? undefined : resolvePath(settings.DATA_DIR);
  if (dataDir !== undefined) makeDataFolder(dataDir);
  if (settings.LOCAL_DYNAMODB_ENGINE === 'java') return startJava(await findJar(settings, null, log), dataDir);
  const binary = findModule('@dynoxide/linux-x64/dynoxide');
  if (binary !== null) return startEmbedded(binary, dataDir);
  return startJava(await findJar(settings, whyNotEmbedded(), log), dataDir);
}

function whyNotEmbedded(): string {
  const machine = `${process.platform}-${process.arch}`;
  const isBuilt = machine === 'linux-x64';
  return `the embedded engine is ${isBuilt ? 'not installed (npm ci installs it)' : `not built for ${machine}`}`;
}

/** The DynamoDBLocal.jar to run. `insteadOf` is the reason why the embedded engine does not run, if it should have. */
async function findJar(
  { LOCAL_DYNAMODB_JAR: jar }: EngineSettings,
  insteadOf: string | null,
  log: (line: string) => void,
): Promise<string> {
  const because = insteadOf === null ? '' : `${insteadOf}, and `;
  const outside = 'set DYNAMODB_ENDPOINT=http://… to a DynamoDB that runs';
  if (!(await hasJava()))
    throw new EngineError(`DynamoDB: ${because}AWS's DynamoDB Local needs Java: install a Java runtime, or ${outside}`);
  if (insteadOf !== null) log(`DynamoDB: ${insteadOf}; AWS's DynamoDB Local runs instead, by Java`);
  if (jar !== undefined && !existsSync(jar)) throw new EngineError(`LOCAL_DYNAMODB_JAR: ${jar} does not exist`);
  try {
    return jar ?? (await dynamoDbLocalJar(log));
  } catch (cause) {
    const reason = (cause as Error).message.trim().split('\n').at(-1);
    throw new EngineError(`DynamoDB: ${because}AWS's DynamoDB Local cannot be fetched: ${reason}; ${outside}`, {
      cause,
    });
  }
}

/** Node's own recursive mkdir never ends where a folder that is there takes no new one, as below /proc. */
function makeDataFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  if (!existsSync(dirname(folder))) makeDataFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (cause) {
    throw new EngineError(`DATA_DIR: ${folder} cannot be made: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  }
}

async function outsideEngine(endpoint: string): Promise<Engine> {
  const answers = await fetch(endpoint, { method: 'POST' }).then(
    () => true,
    () => false,
  );
  if (!answers) throw new EngineError(`DYNAMODB_ENDPOINT is "${endpoint}": nothing answers there`);
  return {
    description: `DynamoDB: the one at ${endpoint}`,
    endpoint,
    streams: true,
    ended: new Promise(() => undefined),
    restart: () => Promise.reject(new EngineError("the DynamoDB at DYNAMODB_ENDPOINT is not this app's to restart")),
    close: () => Promise.resolve(),
  };
}

function startEmbedded(binary: string, dataDir: string | undefined): Promise<Engine> {
  const file = dataDir === undefined ? [] : ['--db-path', join(dataDir, 'dynamodb.sqlite')];
  const description = `DynamoDB: embedded engine, ${placeOf(dataDir)}`;
  // Each record in its stream makes its writes slower, and none is ever dropped.
  const kind = { description, streams: false, keepsData: dataDir !== undefined };
  return start(kind, embeddedTimeoutMs, (port) => startChild(binary, ['serve', '--port', String(port), ...file]));
}

function startJava(jar: string, dataDir: string | undefined): Promise<Engine> {
  const place = dataDir === undefined ? ['-inMemory'] : ['-dbPath', dataDir];
  const args = [
    '-Xmx512m',
    `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`,
    '-jar',
    jar,
    '-sharedDb',
    ...place,
  ];
  const description = `DynamoDB: AWS's DynamoDB Local, ${placeOf(dataDir)}`;
  const kind = { description, streams: true, keepsData: dataDir !== undefined };
  return start(kind, javaTimeoutMs, (port) => startChild('java', [...args, '-port', String(port)]));
}

const placeOf = (dataDir: string | undefined): string => (dataDir === undefined ? 'in memory' : `data in ${dataDir}`);

interface Kind extends Pick<Engine, 'description' | 'streams'> {
  keepsData: boolean;
}

async function start(
  { description, streams, keepsData }: Kind,
  timeoutMs: number,
  run: (port: number) => ChildServer,
): Promise<Engine> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const runUntilAnswering = async (): Promise<ChildServer> => {
    const started = run(port);
    try {
      await untilAnswering(endpoint, started, timeoutMs);
      return started;
    } catch (cause) {
      throw new EngineError(`${description}: ${(cause as Error).message}`, { cause });
    }
  };
  let child = await runUntilAnswering();
  let endedByItself: (output: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => (endedByItself = resolve));
  const watch = (one: ChildServer) => void one.ended.then((output) => one === child && endedByItself(output));
  watch(child);
  const restart = async () => {
    if (!keepsData) throw new EngineError(`${description}: its data would be lost; start with DATA_DIR`);
    const killed = child;
    // From here on its end is no surprise.
    child = { ...killed };
    killed.kill();
    await killed.ended;
    await untilGone(endpoint);
    child = await runUntilAnswering();
    watch(child);
  };
  return { description, endpoint, streams, ended, restart, close: () => child.close() };
}

function findModule(name: string): string | null {
  try {
    return resolve(name);
  } catch {
    return null;
  }
}
