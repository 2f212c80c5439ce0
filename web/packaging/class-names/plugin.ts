import { join } from 'node:path';
import type { Plugin } from 'vite';

const runtime = 'packaged-class-names';

/** Compiles the components so that their elements have the class names of the package. */
export function packagedClassNames(): Plugin {
  return {
    name: runtime,
    enforce: 'pre',
    resolveId: {
      filter: { id: /^packaged-class-names\/jsx-(?:dev-)?runtime$/ },
      handler: (id) => join(import.meta.dirname, `${id.slice(runtime.length + 1)}.ts`),
    },
    transform: {
      filter: { id: /\/web\/components\/.*\.tsx$/ },
      // On the first line, so that the lines stay those of the source.
      handler: (code) => ({ code: `/** @jsxImportSource ${runtime} */ ${code}`, map: null }),
    },
  };
}
