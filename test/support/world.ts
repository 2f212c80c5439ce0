import { inject } from 'vitest';
import type { Rules } from '../../lambdas/chat/ports/context.ts';
import * as worlds from '../../measure/world.ts';

export type { World } from '../../measure/world.ts';

/** A table of its own on the engine of this run, and the rules over it. */
export function createWorld(rules?: Rules, endpoint: string = inject('dataEngineUrl')): Promise<worlds.World> {
  return worlds.createWorld(endpoint, rules);
}
