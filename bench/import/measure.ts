import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { randomInt } from 'node:crypto';
import { startDataEngine } from '../../measure/engines.ts';
import { createWorld, type World } from '../../measure/world.ts';
import { keys } from '../../lambdas/data/keys.ts';
import { firstId, OldSystem } from './old-system.ts';
import { runImport, type ImportRun } from './run-import.ts';

/** What is killed is a smaller system, several times at a random moment of this span. */
const killed = { messages: 20_000, times: 4, fromMs: 1_500, toMs: 4_500 };
/** The pause between two messages of the old system while the last import runs. */
const talkMs = 100;
const plantedSeq = 7;

export interface ImportFigures {
  messages: number;
  first: ImportRun;
  /** With nothing new. */
  again: ImportRun;
  /** While the old system goes on, and with a text that was changed behind the chat's back. */
  delta: ImportRun;
  said: number;
  /** The line that names the planted difference. */
  expectedLine: string;
  /** Of the smaller system: the seconds after which it was killed, and the run that went on. */
  killedAfter: number[];
  finished: ImportRun;
  smallMessages: number;
}

type Log = (line: string) => void;

/** Imports a large old system into the embedded engine, in all ways that an import may go. */
export async function measureImport(messages: number, log: Log): Promise<ImportFigures> {
  const engine = await startDataEngine('embedded');
  try {
    return { ...(await killedImport(engine.endpoint, log)), ...(await wholeImport(engine.endpoint, messages, log)) };
  } finally {
    await engine.close();
  }
}

async function killedImport(endpoint: string, log: Log) {
  const old = new OldSystem(killed.messages);
  try {
    const { tableName } = await createWorld(endpoint);
    const target = { from: old.url, tableName, endpoint };
    const killedAfter: number[] = [];
    for (let count = 0; count < killed.times; count += 1)
      killedAfter.push((await runImport(target, randomInt(killed.fromMs, killed.toMs))).seconds);
    const finished = await runImport(target);
    log(['killed, then:', ...finished.lines].join('\n'));
    return { killedAfter, finished, smallMessages: old.messages };
  } finally {
    old.close();
  }
}

async function wholeImport(endpoint: string, messages: number, log: Log) {
  const old = new OldSystem(messages);
  try {
    const world = await createWorld(endpoint);
    const target = { from: old.url, tableName: world.tableName, endpoint };
    const first = await runImport(target);
    log(['first:', ...first.lines].join('\n'));
    const again = await runImport(target);
    log(['again:', ...again.lines].join('\n'));
    await plant(world);
    const { run: delta, said } = await whileOldGoesOn(old, () => runImport(target));
    log(['while the old system goes on:', ...delta.lines].join('\n'));
    const row = `message ${old.messageOfFirstThread(plantedSeq)} of thread ${firstId}`;
    const expectedLine = `different: ${row}: has another text here`;
    return { messages: old.messages, first, again, delta, said, expectedLine };
  } finally {
    old.close();
  }
}

/** Changes a text in the table, as no code of the chat would. */
async function plant({ documents, tableName }: World): Promise<void> {
  await documents.send(
    new UpdateCommand({
      TableName: tableName,
      Key: keys.message(String(firstId), plantedSeq),
      UpdateExpression: 'SET content = :text',
      ExpressionAttributeValues: { ':text': 'planted' },
    }),
  );
}

async function whileOldGoesOn(old: OldSystem, run: () => Promise<ImportRun>) {
  let said = 0;
  const talk = setInterval(() => {
    old.say();
    said += 1;
  }, talkMs);
  try {
    return { run: await run(), said };
  } finally {
    clearInterval(talk);
  }
}
