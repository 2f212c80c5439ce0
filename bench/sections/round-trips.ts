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

/** How many calls one after another a message waits for, seen from outside: by making each of them slower. */
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
    return `## How many calls one after another

Milliseconds from the send to the arrival on the other's device and to the sender's answer, in a quiet thread, when every call of a kind
takes longer by that much; of the tenth part of the messages that is fastest, as what disturbs the machine is no call. The slope is the number of calls that wait for one another.

${table(head, rows)}
`;
  },
};
