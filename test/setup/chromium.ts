import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import { SetupError } from './setup-error.ts';

const run = promisify(execFile);

export interface Browser {
  executablePath: string;
  env: Record<string, string>;
}

const root = join(import.meta.dirname, '../..');
const home = join(root, '.local/chromium');

/** The fonts of the system, and those of the package for a machine that has none. */
const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(home, 'fonts')}</dir>
  <cachedir>${join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`;

/**
 * Unpacks the package's Chromium, once a checkout. The variable makes the package add the system libraries that a bare
 * Linux lacks (README of @sparticuz/chromium, "AWS_LAMBDA_JS_RUNTIME").
 */
async function unpack(): Promise<void> {
  mkdirSync(join(root, '.local'), { recursive: true });
  const scratch = mkdtempSync(`${home}-`);
  const env = { ...process.env, TMPDIR: scratch, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' };
  await run(process.execPath, [join(import.meta.dirname, 'unpack-chromium.mjs')], { env });
  writeFileSync(join(scratch, 'fonts.conf'), fonts);
  // Whole or not at all: two runs may unpack at once.
  if (existsSync(home)) rmSync(scratch, { recursive: true });
  else renameSync(scratch, home);
}

async function packagedChromium(): Promise<Browser> {
  if (!existsSync(home)) await unpack();
  return {
    executablePath: join(home, 'chromium'),
    env: { LD_LIBRARY_PATH: join(home, 'al2023/lib'), FONTCONFIG_FILE: join(home, 'fonts.conf') },
  };
}

/**
 * The browser of the browser tests: CHROMIUM_PATH, else on Linux (x64) the one of the package @sparticuz/chromium, else
 * Playwright's own. Throws a `SetupError` if there is none.
 */
export async function findChromium(): Promise<Browser> {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined) return { executablePath: given, env: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return packagedChromium();
  if (existsSync(chromium.executablePath())) return { executablePath: chromium.executablePath(), env: {} };
  throw new SetupError('the browser tests need Chromium', 'npx playwright install chromium');
}
