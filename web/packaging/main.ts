/**
 * `npm run build:packages`: the packages as they are published, in `dist/packages/`. Each folder there is what
 * `npm publish` takes.
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyDeclarations, declareAll } from './declarations.ts';
import { buildJavaScript } from './javascript.ts';
import { publishedManifest } from './manifest.ts';
import { manifestOf, packages, repository, sourceOf, type PackageName } from './packages.ts';
import { scopedStyles } from './styles.ts';

const output = join(repository, 'dist/packages');
const declarations = join(repository, 'dist/declarations');

async function buildPackage(name: PackageName): Promise<void> {
  const folder = join(output, name);
  const dist = join(folder, 'dist');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const hasStyles = name === 'components';
  await buildJavaScript(name, dist);
  copyDeclarations(name, declarations, dist);
  if (hasStyles) writeFileSync(join(dist, 'styles.css'), scopedStyles(join(sourceOf(name), 'styles/index.css')));
  copyFileSync(join(sourceOf(name), 'README.md'), join(folder, 'README.md'));
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify(publishedManifest(manifestOf(name), hasStyles), null, 2)}\n`,
  );
}

// React's production build, even if a test runner has set another one.
process.env.NODE_ENV = 'production';
declareAll(declarations);
for (const name of packages) await buildPackage(name);
