import type * as z from 'zod';
import type { Rules, UserContext } from '../chat/ports/context.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import type { Store } from '../chat/ports/store.ts';
import type { VerifyToken } from '../platform/tokens.ts';
import type { RestFunction } from '../../protocol/endpoint.ts';
import { endpoints, type EndpointName, type EndpointOf } from '../../protocol/rest.ts';
import { unknownRoute } from './http-event.ts';
import type { Participants } from './participants.ts';

/** What every function of REST needs; each adds what its own endpoints work with. */
export interface BaseParts {
  store: Store;
  sockets: Sockets;
  rules: Pick<Rules, 'userLimit'>;
  verifyToken: VerifyToken;
}

export type RequestContext<P extends BaseParts> = P & UserContext & { participants: Participants };

export interface Answer {
  status: number;
  body?: unknown;
}

/** An endpoint that asks for a token. */
export type UserEndpoint = Exclude<EndpointName, 'openapi'>;

type Part<E extends EndpointName, P extends 'params' | 'query' | 'body'> =
  (typeof endpoints)[E] extends Record<P, z.ZodType> ? z.output<(typeof endpoints)[E][P]> : unknown;
/** The input of an endpoint, as its schemas define it. */
export interface Input<E extends EndpointName> {
  params: Part<E, 'params'>;
  query: Part<E, 'query'>;
  body: Part<E, 'body'>;
}

/** The answers of whichever function, by endpoint. */
export type Answers<P extends BaseParts> = {
  [E in UserEndpoint]?: (ctx: RequestContext<P>, input: Input<E>) => Promise<Answer>;
};

/** What one function answers. An endpoint that is missing, or is another function's, does not compile. */
export type AnswersOf<F extends RestFunction, P extends BaseParts> = Required<
  Pick<Answers<P>, EndpointOf<F> & UserEndpoint>
>;

export const ok = (body: unknown): Answer => ({ status: 200, body });

/**
 * Does what the request asks for. `input` has passed the endpoint's schemas. A stranger gets no further than the
 * thread's own row.
 */
export async function answerRequest<P extends BaseParts>(
  ctx: RequestContext<P>,
  { name, answers }: { name: UserEndpoint; answers: Answers<P> },
  input: { params: unknown; query: unknown; body: unknown },
): Promise<Answer> {
  const answer = answers[name] as ((ctx: RequestContext<P>, given: typeof input) => Promise<Answer>) | undefined;
  if (answer === undefined) throw unknownRoute();
  if (endpoints[name].path.startsWith('/threads/{id}/'))
    await ctx.participants.require((input.params as { id: string }).id, ctx.caller.userId);
  return answer(ctx, input);
}
