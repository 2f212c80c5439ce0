// What a handler gets is what arrived over JSON: tests look into it freely.
export type Event = any;
export type Handler = (event: Event) => unknown;

/** A promise and what settles it. */
export function gate<T = void>(): { opened: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => (open = resolve));
  return { opened, open };
}

/** A handler that keeps each event and answers 200; `next` waits for one. */
export function recorder(answer: Handler = () => ({ statusCode: 200 })) {
  const events: Event[] = [];
  const waiting: ((event: Event) => void)[] = [];
  const handler: Handler = (event) => {
    const next = waiting.shift();
    if (next === undefined) events.push(event);
    else next(event);
    return answer(event);
  };
  const next = async (): Promise<Event> => events.shift() ?? new Promise((resolve) => waiting.push(resolve));
  return { handler, next, events };
}

export const ok: Handler = () => ({ statusCode: 200 });

/** What a Lambda authorizer returns. */
export function policy(methodArn: string, effect: 'Allow' | 'Deny' = 'Allow', context: Record<string, unknown> = {}) {
  return {
    principalId: 'alice',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }],
    },
    context,
  };
}
