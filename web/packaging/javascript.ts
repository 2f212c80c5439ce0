import { join } from 'node:path';
import { build } from 'vite';
import { packagedClassNames } from './class-names/plugin.ts';
import { manifestOf, sourceOf, type PackageName } from './packages.ts';

/**
 * Bundles a package as ES modules, with what it uses but React and the other packages. What is imported when it is
 * needed stays in files of its own.
 */
export async function buildJavaScript(name: PackageName, outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: sourceOf(name),
    logLevel: 'warn',
    plugins: [packagedClassNames()],
    // A page without a bundler has no `process`.
    define: { 'process.env.NODE_ENV': '"production"' },
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      minify: false,
      license: { fileName: 'licences.md' },
      lib: { entry: join(sourceOf(name), 'index.ts'), formats: ['es'], fileName: 'index' },
      rolldownOptions: {
        external: isExternal(name),
        output: {
          chunkFileNames: '[name]-[hash].js',
          // Frameworks with server components load it in the browser too, whoever imports it.
          banner: ({ isEntry }) => (isEntry && usesReact(name) ? "'use client';" : ''),
        },
      },
    },
  });
}

const usesReact = (name: PackageName) => manifestOf(name).peerDependencies?.react !== undefined;

function isExternal(name: PackageName): (id: string) => boolean {
  const { peerDependencies = {}, dependencies = {} } = manifestOf(name);
  const own = Object.keys(dependencies).filter((dependency) => dependency.startsWith('@marketplace-chat/'));
  const outside = [...own, ...Object.keys(peerDependencies)];
  return (id) => outside.some((known) => id === known || id.startsWith(`${known}/`));
}
