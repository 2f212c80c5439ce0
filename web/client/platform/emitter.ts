import type { ChatEventName, ChatEvents, Listener, Unsubscribe } from '../api/types.ts';

/** Typed listeners. An error that one throws is logged to the console, and the others still run. */
export class Emitter {
  private readonly listeners = new Map<ChatEventName, Set<Listener<never>>>();

  on<E extends ChatEventName>(event: E, listener: Listener<E>): Unsubscribe {
    const listeners = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listeners.add(listener as Listener<never>));
    return () => void listeners.delete(listener as Listener<never>);
  }

  emit<E extends ChatEventName>(event: E, data: ChatEvents[E]): void {
    for (const listener of [...(this.listeners.get(event) ?? [])]) {
      try {
        (listener as Listener<E>)(data);
      } catch (error) {
        console.error(`A listener of "${event}" failed`, error);
      }
    }
  }
}
