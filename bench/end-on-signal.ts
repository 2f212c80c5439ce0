/** Turns Ctrl-C and SIGTERM into `exit`, on which the servers that a measurement has started are stopped too. */
export function endOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
}
