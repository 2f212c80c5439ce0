import { defineConfig } from '@playwright/test';
import { findChromium } from '../setup/chromium.ts';

const browser = await findChromium();

/** Chromium without features that need a network, a graphics card or a sandbox, so that it runs in containers too. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that hums, and may be used.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  // Each has an app and a browser of its own.
  workers: 2,
  reporter: [['list'], ['../support/browser-reporter.ts']],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // A trace records every change of the page and makes long lists many times slower. Use --trace on when needed.
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: browser.executablePath, env: { ...process.env, ...browser.env }, args },
  },
});
