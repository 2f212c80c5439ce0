import * as z from 'zod';

/**
 * A round is a delayed message of a queue: what is to be done with some connections when it arrives. `check`: end those
 * that have not signed in; `ping`: send Engine.IO's ping. A connection is in one round at a time, and its next round
 * begins when this one is done, so a table of connections is not needed. Rounds that arrive together go on as one.
 */
const roundSchema = z.object({ step: z.enum(['check', 'ping']), ids: z.array(z.string()) });
export type Round = z.infer<typeof roundSchema>;

/** Puts a round into the queue, to arrive after this time. */
export type Schedule = (round: Round, delaySeconds: number) => Promise<void>;

/** A batch of the queue, as Lambda delivers it. ("Using Lambda with Amazon SQS".) */
export interface RoundsEvent {
  Records: { body: string }[];
}

/** The connections of all rounds of the batch with this step; each once, though a message may come twice. */
export function idsOf({ Records }: RoundsEvent, step: Round['step']): string[] {
  const rounds = Records.map(({ body }) => roundSchema.parse(JSON.parse(body)));
  return [...new Set(rounds.filter((round) => round.step === step).flatMap(({ ids }) => ids))];
}

/** A message has at most 256 KB; an id has some 20 characters. */
const idsMax = 2_000;

/** Schedules a ping for the connections, in as few messages as they need. */
export async function schedulePings(schedule: Schedule, ids: string[], delaySeconds: number): Promise<void> {
  for (let start = 0; start < ids.length; start += idsMax)
    await schedule({ step: 'ping', ids: ids.slice(start, start + idsMax) }, delaySeconds);
}
