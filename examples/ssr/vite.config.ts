import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { asPublished } from '../as-published.ts';
import { tokenEndpoint } from '../token-endpoint.ts';
import { serverRendering } from './server.ts';

export default defineConfig({
  root: import.meta.dirname,
  appType: 'custom',
  plugins: [react(), asPublished(), tokenEndpoint(), serverRendering()],
});
