import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

/** `npm run screenshots`: the pictures of the docs, taken of the running app. */
export default defineConfig({ ...tests, testMatch: 'screenshots.ts' });
