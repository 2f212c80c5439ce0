import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { publishedStyles } from '../published-styles.ts';
import { tokenEndpoint } from '../token-endpoint.ts';

export default defineConfig({ root: import.meta.dirname, plugins: [react(), publishedStyles(), tokenEndpoint()] });
