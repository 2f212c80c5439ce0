import { inject } from 'vitest';
import * as worlds from '../../measure/world.ts';

export type { World } from '../../measure/world.ts';

/** A table of its own on the engine of this run, and the rules over it. */
export function createWorld(
  rules?: Partial<worlds.AllRules>,
  endpoint: string = inject('dataEngineUrl'),
): Promise<worlds.World> {
  return worlds.createWorld(endpoint, rules);
}
