import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

/** `npm run bench:page`: measures the page in the browser, and writes bench/page.md. */
export default defineConfig({ ...tests, testMatch: '*.bench.ts', workers: 1, fullyParallel: false });
