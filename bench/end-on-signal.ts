/** Ctrl-C and SIGTERM end a measurement by way of `exit`, on which the servers that it has started are ended too. */
export function endOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
}
