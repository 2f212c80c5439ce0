import type { Faults } from './settings.ts';

/** The faults that are probabilities. */
export type Chance = { [K in keyof Faults]: K extends `${string}_MS` ? never : K }[keyof Faults];

const counts = new WeakMap<Faults, Partial<Record<Chance, number>>>();

/** Decides by its probability whether the fault happens now, and counts it if so. */
export function happens(faults: Faults, name: Chance): boolean {
  if (Math.random() >= faults[name]) return false;
  const own = happened(faults);
  own[name] = (own[name] ?? 0) + 1;
  return true;
}

/** How often each fault has happened so far. Faults that never happened are absent. */
export function happened(faults: Faults): Partial<Record<Chance, number>> {
  const own = counts.get(faults) ?? {};
  counts.set(faults, own);
  return own;
}
