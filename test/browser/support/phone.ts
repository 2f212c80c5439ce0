import { devices } from '@playwright/test';

const { defaultBrowserType: _browser, ...pixel } = devices['Pixel 7'];

/** The screen and the touch of a phone, in the browser of all tests. */
export const phone = pixel;
