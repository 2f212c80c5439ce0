import type { Thread } from '../../../../protocol/objects.ts';
import type { Timing } from '../../api/options.ts';
import type { ChatEventName, ChatEvents, Failure } from '../../api/types.ts';
import type { ClientState, Entry } from '../state/client.ts';
import type { Connected } from '../state/connection.ts';
import { newRoom, type Room } from '../state/room.ts';
import { backoffMs } from './backoff.ts';
import type { Effect } from './effects.ts';

/** When a step happens, and the random number that it may use, from 0 to below 1. */
export interface Moment {
  /** On the device's steady clock, as all times of the state unless they say otherwise. */
  nowMs: number;
  random: number;
}

/** One step of the machine: collects the new state and the effects. It never changes a state object in place. */
export class Turn {
  readonly effects: Effect[] = [];

  constructor(
    public state: ClientState,
    readonly moment: Moment,
    readonly timing: Timing,
  ) {}

  get nowMs(): number {
    return this.moment.nowMs;
  }

  /** The server's time, as far as it is known. */
  get serverNowMs(): number {
    return this.nowMs + this.state.clockOffsetMs;
  }

  get connected(): Connected | null {
    return this.state.connection.kind === 'connected' ? this.state.connection : null;
  }

  set(patch: Partial<ClientState>): void {
    this.state = { ...this.state, ...patch };
  }

  setConnected(patch: Partial<Connected>): void {
    if (this.connected) this.set({ connection: { ...this.connected, ...patch } });
  }

  room(id: string): Room {
    return this.state.rooms.get(id) ?? newRoom(id);
  }

  setRoom(id: string, patch: Partial<Room>): void {
    this.set({ rooms: new Map(this.state.rooms).set(id, { ...this.room(id), ...patch }) });
  }

  setThread(thread: Thread): void {
    if (this.state.threads.get(thread.id) === thread) return;
    this.set({
      threads: new Map(this.state.threads).set(thread.id, thread),
      unread: new Map(this.state.unread).set(thread.id, thread.unread_count),
    });
  }

  entries(threadId: string): readonly Entry[] {
    return this.state.outbox.get(threadId) ?? [];
  }

  findEntry(id: string): Entry | undefined {
    for (const entries of this.state.outbox.values()) {
      const found = entries.find((entry) => entry.id === id);
      if (found) return found;
    }
    return undefined;
  }

  setEntries(threadId: string, entries: readonly Entry[]): void {
    this.set({ outbox: new Map(this.state.outbox).set(threadId, entries) });
  }

  setEntry(entry: Entry, patch: Partial<Entry>): void {
    const change = (other: Entry) => (other.id === entry.id ? { ...other, ...patch } : other);
    this.setEntries(entry.threadId, this.entries(entry.threadId).map(change));
  }

  do(effect: Effect): void {
    this.effects.push(effect);
  }

  emit<E extends ChatEventName>(event: E, data: ChatEvents[E]): void {
    this.do({ kind: 'emit', event, data } as Effect);
  }

  /** A random wait before attempt `attempt + 1`. */
  backoffMs(attempt: number): number {
    return backoffMs(this.timing, attempt, this.moment.random);
  }

  /** When to retry a request that failed for now. */
  retryAtMs(failure: Failure, attempt = 0): number {
    return this.nowMs + (failure.retryAfterMs ?? this.timing.retryInternalMs + this.backoffMs(attempt));
  }
}
