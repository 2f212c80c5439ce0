/** What the service worker asks of an open page: to go to an address. */
export interface Opening {
  kind: 'open';
  href: string;
}

/** Whether this is an `Opening` that leads to a place of this page. */
export function isOpening(data: unknown): data is Opening {
  const { kind, href } = (data ?? {}) as Partial<Opening>;
  return kind === 'open' && typeof href === 'string' && href.startsWith('#/');
}
