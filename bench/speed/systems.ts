import { findPython, installPython } from '../python.ts';
import type { Chat } from './chat.ts';
import { DjangoChat } from './django-chat.ts';
import { giveDjangoPast } from './django-past.ts';
import { NaiveChat } from './naive-chat.ts';
import { OurChat } from './our-chat.ts';
import { givePast } from './our-past.ts';
import type { ChatWithPast } from './past.ts';
import { SocketIoChat } from './socket-io-chat.ts';
import { giveSocketIoPast } from './socket-io-past.ts';

/** A chat that can be measured. */
export interface System {
  /** `environment` is that of its server. */
  start(environment?: Record<string, string>): Promise<Chat>;
  /** Starts it with a history; null if it cannot have one. */
  startWithPast: (() => Promise<Chat & ChatWithPast>) | null;
  /** What it needs and this machine lacks; null if nothing. */
  missing?: () => string | null;
}

async function withPast<C extends Chat>(chat: C, give: (chat: C) => Promise<ChatWithPast>): Promise<C & ChatWithPast> {
  return Object.assign(chat, await give(chat));
}

/** The systems by their names on the command line. bench/baselines has the servers of the others. */
export const systems = {
  ours: {
    start: (environment) => OurChat.start(environment),
    startWithPast: async () => withPast(await OurChat.start(), givePast),
  },
  naive: { start: (environment) => NaiveChat.start(environment), startWithPast: null },
  'socket.io': {
    start: (environment) => SocketIoChat.start(environment),
    startWithPast: async () => withPast(await SocketIoChat.start(), giveSocketIoPast),
  },
  django: {
    start: (environment) => DjangoChat.start(environment),
    startWithPast: async () => withPast(await DjangoChat.start(), giveDjangoPast),
    missing: () => (findPython() === null ? `Python with the packages of \`${installPython}\`` : null),
  },
} satisfies Record<string, System>;
export type SystemName = keyof typeof systems;
export const systemNames = Object.keys(systems) as SystemName[];

/** What a system needs and this machine lacks; null if nothing. */
export function missingOf(name: SystemName): string | null {
  const { missing }: System = systems[name];
  return missing?.() ?? null;
}
