/** Whether a page of this origin is served by this machine, on any port. */
export function isOfThisMachine(origin: string): boolean {
  return /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(origin);
}
