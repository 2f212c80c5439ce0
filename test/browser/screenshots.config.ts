import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

/** `npm run screenshots`: takes the pictures for the documents from the running app. */
export default defineConfig({ ...tests, testMatch: 'screenshots.ts' });
