import type { Answer } from '../primitives/respond.ts';
import type { RequestHead } from '../primitives/request-target.ts';

/** A function's call of a service, passed on from the function's thread without a socket. */
export interface ServiceCall extends RequestHead {
  body: Buffer;
}

export type AnswerCall = (call: ServiceCall) => Promise<Answer>;

/** What answers a function's calls with this head without a socket; undefined if they need one. */
export type FindAnswer = (head: RequestHead) => AnswerCall | undefined;
