import { delayedCalls, delaysMs, measureDelays, type DelayedCall, type DelayEffect } from '../round-trips/delays.ts';
import type { Chat } from '../speed/chat.ts';
import { NaiveChat } from '../speed/naive-chat.ts';
import { OurChat } from '../speed/our-chat.ts';
import { figure, table } from '../table.ts';
import type { Section } from './section.ts';

const systems: Record<string, (environment: Record<string, string>) => Promise<Chat>> = {
  ours: (environment) => OurChat.start(environment),
  naive: (environment) => NaiveChat.start(environment),
};

const count = (value: number) => value.toFixed(1);

function row(system: string, call: DelayedCall, effect: DelayEffect): string[] {
  return [
    system,
    call,
    ...effect.arrivalMs.map(figure),
    count(effect.callsBeforeArrival),
    ...effect.answerMs.map(figure),
    count(effect.callsBeforeAnswer),
  ];
}

/** The number of sequential calls that a message waits for, measured from outside by making each call slower. */
export const roundTripsSection: Section = {
  name: 'round-trips',
  async write(log) {
    const rows: string[][] = [];
    for (const call of Object.keys(delayedCalls) as DelayedCall[]) {
      for (const [system, start] of Object.entries(systems)) {
        log(`round trips: ${system}, each ${call} delayed`);
        rows.push(row(system, call, await measureDelays(start, call)));
      }
    }
    const ms = delaysMs.map((delay) => `+${delay} ms`);
    const head = [
      '',
      'what is delayed',
      ...ms.map((one) => `arrival, ${one}`),
      'calls before arrival',
      ...ms.map((one) => `answer, ${one}`),
      'calls before answer',
    ];
    return `## How many sequential calls

Milliseconds from the send to the arrival on the other device and to the sender's reply, in a quiet thread, with a delay added to every call
of one kind. The figures are 10th percentiles, because other work of the machine would look like calls. The slope over the delays is the number of sequential calls.

${table(head, rows)}
`;
  },
};
