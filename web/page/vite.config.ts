import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { anyStage, contentSecurityPolicy } from './config/content-security-policy.ts';

/** Where `npm start` answers while the page is worked on with `npm run dev:web`. */
const backend = process.env.CHAT_BACKEND ?? 'http://127.0.0.1:8006';

/** All that is not the page itself. */
const proxy = {
  '/ws': { target: backend, ws: true },
  '/api/': backend,
  '/dev/': backend,
  '/.well-known/': backend,
  '/config.json': backend,
};

/** Only in what is built: the development server works with inline scripts. */
const policyInPage: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy(anyStage) },
      injectTo: 'head-prepend',
    },
  ],
};

/** What is built is for production whatever started it: a test runner's NODE_ENV would bring React's development build. */
function buildForProduction(): void {
  process.env.NODE_ENV = 'production';
}

export default defineConfig(({ command }) => {
  if (command === 'build') buildForProduction();
  return {
    root: import.meta.dirname,
    plugins: [react(), policyInPage],
    build: {
      outDir: '../../dist/web',
      emptyOutDir: true,
      target: 'es2022',
      // The first that know light-dark(), which the colours are written with.
      cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
      // The polyfill is for browsers older than the target.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      // Whoever gets the page gets copies of these packages, which ask for their notices to come along.
      license: { fileName: 'licences.md' },
    },
    server: { proxy },
  };
});
