import { requirePackages } from '../packages.ts';
import { measureClosedLoop, type ClosedLoop } from './closed-loop.ts';
import { measureIdleSockets, type IdleSockets } from './idle-sockets.ts';
import { inspectorEnvironment } from './memory.ts';
import { measureQuestions, type QuestionName } from './past.ts';
import { measureQuietThread, type QuietThread } from './quiet-thread.ts';
import { missingOf, systems, type System, type SystemName } from './systems.ts';
import { withChat } from './with-chat.ts';

export interface SpeedOptions {
  seconds: number;
  warmUpSeconds: number;
  /** Number of threads of two users each in the closed loop. */
  threads: number;
  runs: number;
  idleSockets: number;
}

export const measurements = ['messages', 'questions', 'sockets'] as const;
export type Measurement = (typeof measurements)[number];

/** The measurements of one system; null or empty if not measured. */
export interface Speed {
  quiet: QuietThread[];
  loop: ClosedLoop[];
  questions: Record<QuestionName, number[]> | null;
  sockets: IdleSockets | null;
}

export type Speeds = Map<SystemName, Speed>;

interface Plan {
  names: readonly SystemName[];
  what: readonly Measurement[];
  options: SpeedOptions;
  log: (line: string) => void;
}

async function measureMessages(system: System, speed: Speed, options: SpeedOptions): Promise<void> {
  await withChat(
    () => system.start(),
    async (chat) => {
      speed.quiet.push(await measureQuietThread(chat, options));
      speed.loop.push(await measureClosedLoop(chat, options));
    },
  );
}

async function measurePast({ startWithPast }: System): Promise<Speed['questions']> {
  return startWithPast && withChat(startWithPast, measureQuestions);
}

/** Those that this machine can run. */
function present(names: readonly SystemName[], log: Plan['log']): SystemName[] {
  return names.filter((name) => {
    const missing = missingOf(name);
    if (missing !== null) log(`speed: ${name} is left out, it needs ${missing}`);
    return missing === null;
  });
}

/**
 * Measures each system that this machine can run on its own servers. The systems take turns, so that disturbances of
 * the machine affect all of them.
 */
export async function measureSpeeds({ names, what, options, log }: Plan): Promise<Speeds> {
  if (names.includes('socket.io')) await requirePackages('baselines', log);
  const speeds: Speeds = new Map(
    present(names, log).map((name) => [name, { quiet: [], loop: [], questions: null, sockets: null }]),
  );
  for (let run = 1; what.includes('messages') && run <= options.runs; run += 1) {
    for (const [name, speed] of speeds) {
      log(`speed: ${name}, messages, run ${run} of ${options.runs}`);
      await measureMessages(systems[name], speed, options);
    }
  }
  for (const [name, speed] of speeds) {
    const system: System = systems[name];
    if (what.includes('questions')) {
      log(`speed: ${name}, questions`);
      speed.questions = await measurePast(system);
    }
    if (what.includes('sockets')) {
      log(`speed: ${name}, ${options.idleSockets} idle sockets`);
      speed.sockets = await withChat(
        () => system.start(inspectorEnvironment),
        (chat) => measureIdleSockets(chat, options.idleSockets),
      );
    }
  }
  return speeds;
}
