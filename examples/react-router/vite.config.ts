import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { asPublished } from '../as-published.ts';
import { tokenEndpoint } from '../token-endpoint.ts';

export default defineConfig({ root: import.meta.dirname, plugins: [react(), asPublished(), tokenEndpoint()] });
