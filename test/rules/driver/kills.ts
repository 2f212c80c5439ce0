/**
 * Kills functions on purpose, in process and over sockets alike:
 *
 *     const { calls } = await runUnder(chat, { function: 'frame', match: name }, act); // lives: which calls it makes
 *     for (const death of deathsOf(calls)) await runUnder(chat, { function: 'frame', match: name, death }, act);
 *
 * A call is a request to DynamoDB, to a connection or to the event bus. Calls that are made at the same time form a
 * wave. Over sockets each wave has one call, because the emulator counts the calls of a process one by one.
 */

export type FunctionName =
  | ('connect' | 'disconnect' | 'frame' | 'http' | 'search' | 'attachments')
  | ('system-message' | 'publish-changes' | 'notifications' | 'remove-files');

/** When a process is killed: in which wave of its calls, and which calls of that wave still reach the other side. */
export interface Death {
  wave: number;
  done: number[];
}

/** Concerns the next invocation of the function whose event contains `match`. Without a death it lives. */
export interface KillOrder {
  function: FunctionName;
  match: string;
  death?: Death;
}

/** What has become of the invocation. */
export interface Ended {
  died: boolean;
  /** The calls that it made, wave by wave. */
  calls: string[][];
}

/** An invocation that is watched, and perhaps killed. */
export interface Watched {
  /** Resolves when the invocation has returned or was killed. */
  ended: Promise<Ended>;
  /** Invokes the function once more with the same event. In process only. */
  redeliver(): Promise<unknown>;
}

export interface Killer {
  kill(order: KillOrder): Promise<Watched>;
}

/**
 * Makes a call of the chat, and returns when the invocation that it causes has ended. Nobody answers a call that died.
 */
export async function runUnder(
  chat: Killer,
  order: KillOrder,
  act: () => Promise<unknown>,
): Promise<Ended & Pick<Watched, 'redeliver'>> {
  const { ended, redeliver } = await chat.kill(order);
  const died = new Promise<void>((resolve) => void ended.then((end) => end.died && resolve()));
  await Promise.race([act(), died]);
  return { ...(await ended), redeliver };
}

/**
 * Every death of a program that makes these calls: in each wave before, between and after its calls, or with one call
 * of the wave lost while the others are done; at the end, with everything done but the reply.
 */
export function deathsOf(calls: string[][]): Death[] {
  if (calls.length === 0) return [{ wave: 0, done: [] }];
  return calls.flatMap((names, wave) => {
    const all = names.map((_, index) => index);
    const partly = all.flatMap((index) => [all.slice(0, index), all.filter((one) => one !== index)]);
    const sets = wave === calls.length - 1 ? [...partly, all] : partly;
    return [...new Map(sets.map((done) => [done.join(), { wave, done }])).values()];
  });
}
