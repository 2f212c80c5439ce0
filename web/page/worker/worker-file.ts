import { join } from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'vite';
import { workerPath } from '../config/worker-path.ts';

/**
 * The service worker as one file, because not every browser loads the imports of a worker. Its name is the same in
 * every build: browsers compare its bytes to see that there is a new version.
 */
async function workerScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'service-worker.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]!.text;
}

/** Adds the service worker to the built page, and to that of the development server. */
export const workerFile: Plugin = {
  name: 'service-worker',
  async generateBundle() {
    this.emitFile({ type: 'asset', fileName: workerPath.slice(1), source: await workerScript() });
  },
  configureServer(server) {
    server.middlewares.use(workerPath, (_request, response, next) => {
      workerScript().then(
        (script) => response.setHeader('content-type', 'text/javascript').end(script),
        (error: unknown) => next(error),
      );
    });
  },
};
