import { actions } from '../../protocol/frames.ts';
import { bodies, frames } from '../../protocol/docs/examples.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { endpoints } from '../../protocol/rest.ts';
import type { AbuseCase } from './abuse-case.ts';
import type { Scene } from './scene.ts';

/** Each action and each endpoint that names a thread, by a user who is no participant of it: the longest of them. */
const framesOfStrangers = actions
  .filter((action) => 'thread_id' in frames[action])
  .map((action): AbuseCase => {
    const run = (scene: Scene) => scene.frame(scene.stranger, { ...frames[action], thread_id: scene.wideThreadId });
    return { who: 'stranger', what: action, isRefused: true, run };
  });

/** A body that all schemas accept: each ignores what it does not know. */
const anyBody = JSON.stringify({ ...bodies.newMessage, ...bodies.threadChange });

const requestsOfStrangers = Object.values<Endpoint>(endpoints)
  .filter(({ path }) => path.startsWith('/threads/{id}/'))
  .map(({ method, path }): AbuseCase => {
    const inThread = (scene: Scene) => path.replace('{id}', scene.wideThreadId).replaceAll(/\{\w+\}/g, '1');
    const body = method === 'GET' || method === 'DELETE' ? undefined : anyBody;
    const run = (scene: Scene) => scene.request(scene.stranger, { method, path: inThread(scene), body });
    return { who: 'stranger', what: `${method} ${path}`, isRefused: true, run };
  });

export const strangers: AbuseCase[] = [...framesOfStrangers, ...requestsOfStrangers];
