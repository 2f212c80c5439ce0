import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { anyStage, brandOfAnyStage, contentSecurityPolicy, filesOfAnyStage } from './config/content-security-policy.ts';
import { workerFile } from './worker/worker-file.ts';

/** The address of `npm start`, for `npm run dev:web`. */
const backend = process.env.CHAT_BACKEND ?? 'http://127.0.0.1:8006';

/** As an object, it keeps the page's `Host`, so that `Origin` is that of the same server (DEV-9). */
const forwarded = { target: backend };

/** Everything except the page itself. */
const proxy = {
  '/ws': { ...forwarded, ws: true },
  '/api/': forwarded,
  '/dev/': forwarded,
  '/.well-known/': forwarded,
  '/config.json': forwarded,
};

const policyOfAnyStage = contentSecurityPolicy(anyStage, filesOfAnyStage, brandOfAnyStage);

/** Only in the build: the development server needs inline scripts. */
const policyInPage: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: policyOfAnyStage },
      injectTo: 'head-prepend',
    },
  ],
};

/** Builds for production even if a test runner has set NODE_ENV, which would select React's development build. */
function buildForProduction(): void {
  process.env.NODE_ENV = 'production';
}

export default defineConfig(({ command }) => {
  if (command === 'build') buildForProduction();
  return {
    root: import.meta.dirname,
    plugins: [react(), policyInPage, workerFile],
    build: {
      outDir: '../../dist/web',
      emptyOutDir: true,
      target: 'es2022',
      // The first browsers that support light-dark(), which the colours use.
      cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
      // The polyfill is for browsers older than the target.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      // The licences of the bundled packages require that their notices are distributed with the page.
      license: { fileName: 'licences.md' },
    },
    server: { proxy },
  };
});
