import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

export interface NodeVersion {
  /** As `node --version` says it. */
  version: string;
  path: string;
}

const { resolve } = createRequire(import.meta.url);

const at = (path: string): NodeVersion => ({
  path,
  version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim(),
});

/**
 * The Node.js that runs this, and those that Lambda runs (`bench/cold-start/package.json`). Throws where they
 * are not installed.
 */
export function nodeVersions(): NodeVersion[] {
  const lambdas = ['node22', 'node24'].map((name) => at(resolve(`${name}/bin/node`)));
  return [at(process.execPath), ...lambdas];
}
