import { actions, type Action } from '../../protocol/frames.ts';
import { everything, searchKey } from '../../lib/http-routes.ts';
import { assumptions as assumed } from '../cost/assumptions.ts';
import { invocations, plus, times, type Usage } from '../cost/usage.ts';

/** A WebSocket message is charged for each 32 KB, an HTTP API request for each 512 KB. (API Gateway, pricing.) */
const webSocketIncrement = 32 * 1024;
const httpIncrement = 512 * 1024;
const bytesPerGb = 1e9;

/** Head of a request or response that counts as data out. */
const headBytes = 400;

const increments = (bytes: number, increment: number) => Math.max(1, Math.ceil(bytes / increment));
const bytesOf = (text: string) => Buffer.byteLength(text);
const out = (bytes: number): Usage => ({ transferGb: bytes / bytesPerGb });
const message = (text: string): Usage => ({ webSocketMessages: increments(bytesOf(text), webSocketIncrement) });

/** The line that a function logs of a call that it refuses. */
const refusalLine: Usage = { logGb: assumed.sampledLineBytes / bytesPerGb };

/** What calls use of everything but the table: what API Gateway and Lambda charge for them. */
export class Traffic {
  usage: Usage = {};
  /** How many calls there were on each route of the stages. WS-18 counts them. */
  readonly routes = new Map<string, number>();
  pushes = 0;
  refusals = 0;

  get calls(): number {
    return [...this.routes.values()].reduce((sum, count) => sum + count, 0);
  }

  frame(text: string, reply: string | undefined): void {
    const answered = reply === undefined ? {} : plus(message(reply), out(bytesOf(reply)));
    this.add(routeOf(text), plus(message(text), answered, invocations(1)));
  }

  request(route: string, body: string): void {
    const httpRequests = increments(bytesOf(body), httpIncrement);
    this.add(route, plus({ httpRequests }, out(bytesOf(body) + headBytes), invocations(1)));
  }

  /** A request that API Gateway answers itself. */
  withoutFunction(): void {
    this.add(noRoute, plus({ httpRequests: 1 }, out(headBytes)));
  }

  /**
   * The authorizer, and `$connect` unless the handshake is refused before. AWS does not say that a handshake
   * is a message.
   */
  handshake({ refused }: { refused: boolean }): void {
    this.add('$connect', plus({ webSocketMessages: 1 }, out(headBytes), invocations(refused ? 1 : 2)));
    if (refused) this.refusal();
  }

  /** What a refused call costs beside what it costs as a call. */
  refusal(): void {
    this.refusals += 1;
    this.usage = plus(this.usage, refusalLine);
  }

  /** A function that another one starts. */
  invokeLater(): void {
    this.usage = plus(this.usage, invocations(1));
  }

  /** A message of a queue, and the function that works on it. */
  queue(): void {
    this.usage = plus(this.usage, { queueRequests: assumed.requestsPerQueuedMessage }, invocations(1));
  }

  /** A connection that has ended. It is no call of the user. */
  disconnect(): void {
    this.usage = plus(this.usage, invocations(1));
  }

  push(text: string): void {
    this.pushes += 1;
    this.usage = plus(this.usage, message(text), out(bytesOf(text)));
  }

  /** Events of the stream: an invocation that publishes, and as many events on the bus. */
  publish(events: number): void {
    this.usage = plus(this.usage, times(plus(invocations(1), { busEvents: 1 }), events));
  }

  private add(route: string, usage: Usage): void {
    this.routes.set(route, (this.routes.get(route) ?? 0) + 1);
    this.usage = plus(this.usage, usage);
  }
}

/** What API Gateway answers before it selects a route. */
export const noRoute = 'none';

/** The route of REST's requests. */
export const restRoute = (method: string, path = ''): string =>
  path === '/search/' ? searchKey : `${method} ${everything}`;

/** The route that API Gateway selects by `$request.body.action`. */
function routeOf(text: string): string {
  try {
    const { action } = JSON.parse(text) as { action?: unknown };
    return actions.includes(action as Action) ? String(action) : '$default';
  } catch {
    return '$default';
  }
}
