/** What a service counts since the start or the last reset. */
export interface Counter<T = unknown> {
  snapshot(): T;
  reset(): void;
}
