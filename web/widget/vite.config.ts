import { join } from 'node:path';
import { defineConfig } from 'vite';

/** React's interface in a tenth of its size: React alone would use up the size that the widget may have. */
const alias = [
  { find: /^react$/, replacement: 'preact/compat' },
  { find: /^react-dom$/, replacement: 'preact/compat' },
  { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
  { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
];

export default defineConfig({
  root: import.meta.dirname,
  define: { 'process.env.NODE_ENV': '"production"' },
  resolve: { alias: alias, dedupe: ['preact'] },
  oxc: { jsx: { runtime: 'automatic', development: false } },
  build: {
    // Beside the page, which is built first.
    outDir: '../../dist/web',
    emptyOutDir: false,
    target: 'es2022',
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    modulePreload: false,
    license: { fileName: 'widget-licences.md' },
    // The entry is a module that pages import, and has the same name in each version.
    rolldownOptions: {
      input: join(import.meta.dirname, 'index.ts'),
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: 'widget.js', chunkFileNames: 'assets/widget-[name]-[hash].js' },
    },
  },
});
