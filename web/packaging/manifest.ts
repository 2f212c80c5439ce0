import type { Manifest } from './packages.ts';

/**
 * The `package.json` that is published. The one of the source leads to TypeScript, for this repository. What is bundled
 * is no dependency any more; the packages of this repository are, in the same version.
 */
export function publishedManifest({ name, version, description, license, ...source }: Manifest, hasStyles: boolean) {
  const own = Object.keys(source.dependencies ?? {}).filter((dependency) =>
    dependency.startsWith('@marketplace-chat/'),
  );
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    sideEffects: source.sideEffects,
    engines: { node: '>=20' },
    files: ['dist'],
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      ...(hasStyles && { './styles.css': './dist/styles.css' }),
      './package.json': './package.json',
    },
    ...(own.length > 0 && { dependencies: Object.fromEntries(own.map((dependency) => [dependency, version])) }),
    ...(source.peerDependencies && { peerDependencies: source.peerDependencies }),
  };
}
