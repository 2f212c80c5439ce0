import * as z from 'zod';
import { actions } from '../protocol/frames.ts';
import { httpRouteKeys } from './http-routes.ts';

/** Requests a second on average, and at once. */
export interface Throttle {
  rateLimit: number;
  burstLimit: number;
}

/** Who is notified of alarms. */
export type AlarmReceiver = { email: string } | { topicArn: string };

/** Comma-separated; empty parts are left out. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

/** In lower case, because API Gateway refuses upper case in the names of domains. */
export const hostName = z
  .string()
  .regex(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'must be a host name such as chat.example.com',
  );

export const certificate = z
  .string()
  .regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/, 'must be the ARN of a certificate in ACM');

const email = z.email().transform((address): AlarmReceiver => ({ email: address }));
const topic = z
  .string()
  .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/)
  .transform((topicArn): AlarmReceiver => ({ topicArn }));

export const alarmReceiver = z.union([email, topic], 'must be an e-mail address or the ARN of an SNS topic');

/** What the page's sign-in sets itself (RFC 6749 4.1.1, RFC 7636 4.3), or has a setting of its own for. */
const ownParameters = [
  'client_id',
  'code_challenge',
  'code_challenge_method',
  'nonce',
  'redirect_uri',
  'response_mode',
  'response_type',
  'scope',
  'state',
];

const authorizeParameter = z
  .string()
  .regex(/^\w+=\S+$/, 'must be NAME=VALUE such as audience=https://chat.example.com')
  .transform((text): [string, string] => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)])
  .refine(([name]) => !ownParameters.includes(name), `must not name ${ownParameters.join(', ')}`);

/** `audience=https://chat.example.com, prompt=login`, by name. */
export const authorizeParameters = list
  .pipe(z.array(authorizeParameter))
  .transform((parameters): Record<string, string> => Object.fromEntries(parameters));

/** The route keys of both APIs. No key is used by both. */
const routeKeys: readonly string[] = ['$connect', '$disconnect', '$default', ...actions, ...httpRouteKeys];

const routeThrottle = z
  .string()
  .regex(/^[^=]+=[1-9]\d{0,5}\/[1-9]\d{0,5}$/, 'must be ROUTE=RATE/BURST such as send_message=200/400')
  .transform((text): [string, Throttle] => {
    const [route, limits] = text.split('=') as [string, string];
    const [rateLimit, burstLimit] = limits.split('/').map(Number) as [number, number];
    return [route, { rateLimit, burstLimit }];
  })
  .refine(([route]) => routeKeys.includes(route), `must name a route of ${routeKeys.join(', ')}`);

/** `send_message=200/400, $connect=50/100`, by route. */
export const routeThrottles = list
  .pipe(z.array(routeThrottle))
  .transform((throttles): Record<string, Throttle> => Object.fromEntries(throttles));
