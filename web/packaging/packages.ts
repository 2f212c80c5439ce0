import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the repository. */
export const repository = join(import.meta.dirname, '../..');

/** What the source of a package says about it. */
export interface Manifest {
  name: string;
  version: string;
  description: string;
  license: string;
  sideEffects: boolean | string[];
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** The published packages, each built on those before it. */
export const packages = ['client', 'react', 'components'] as const;
export type PackageName = (typeof packages)[number];

export const sourceOf = (name: PackageName) => join(repository, 'web', name);

export function manifestOf(name: PackageName): Manifest {
  return JSON.parse(readFileSync(join(sourceOf(name), 'package.json'), 'utf8')) as Manifest;
}
