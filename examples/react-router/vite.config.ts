import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { tokenEndpoint } from '../token-endpoint.ts';

export default defineConfig({ root: import.meta.dirname, plugins: [react(), tokenEndpoint()] });
