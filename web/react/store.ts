import { useSyncExternalStore } from 'react';

/** A value outside React. Components that call `use` render again when it changes. */
export interface Store<T> {
  get(): T;
  set(value: T): void;
  /** Calls back after each `set`. Returns the unsubscribe function. */
  subscribe(changed: () => void): () => void;
  use(): T;
  /** What `read` finds in the value. A component renders again only when that changes, compared by `Object.is`. */
  useRead<P>(read: (value: T) => P): P;
}

/** Makes a store with this value. It lasts as long as somebody refers to it. */
export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const get = () => value;
  const subscribe = (changed: () => void) => {
    listeners.add(changed);
    return () => void listeners.delete(changed);
  };
  return {
    get,
    subscribe,
    set(next) {
      value = next;
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, get, get),
    useRead: (read) => {
      const part = () => read(value);
      return useSyncExternalStore(subscribe, part, part);
    },
  };
}
