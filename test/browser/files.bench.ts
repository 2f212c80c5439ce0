import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { User } from '../../protocol/objects.ts';
import { findChromium } from '../setup/chromium.ts';
import { appAt } from '../support/local-app.ts';
import { uploadsOf } from '../support/uploads.ts';
import { ChatPage } from './support/chat-page.ts';
import { record } from './support/figures.ts';
import { expect, test as base } from './support/fixtures.ts';
import { Server } from './support/server.ts';

/** Without the limits of users, which 200 pictures at once exceed. */
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'chat-page-bench-'));
      const server = await new Server({ DATA_DIR: folder, CHAT_USER_LIMIT: 'off', CHAT_UPLOAD_LIMIT: 'off' }).start();
      await use(server);
      await server.stop();
      rmSync(folder, { recursive: true });
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

const pictures = 200;
const inMessage = 5;

/** Pictures, across and upright, as the browser makes them. */
async function drawnBy(page: Page) {
  const sizes = [
    { width: 800, height: 600 },
    { width: 600, height: 800 },
  ];
  const drawn = await page.evaluate(
    (wanted) =>
      wanted.map(({ width, height }) => {
        const canvas = Object.assign(document.createElement('canvas'), { width, height });
        const pen = canvas.getContext('2d')!;
        for (let at = 0; at < 40; at += 1) {
          pen.fillStyle = `hsl(${at * 9} 60% 50%)`;
          pen.fillRect(at * 20, at * 15, 200, 200);
        }
        return canvas.toDataURL('image/webp', 0.8).split(',')[1]!;
      }),
    sizes,
  );
  return drawn.map((base64, index) => ({ ...sizes[index]!, bytes: Buffer.from(base64, 'base64') }));
}

/** How far the page has moved what was shown already, as browsers count it (Cumulative Layout Shift). */
async function watchForShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    Object.assign(window, { shifted: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        (window as never as { shifted: number }).shifted += (entry as never as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => (window as never as { shifted: number }).shifted);
}

test('a conversation of 200 pictures', async ({ open, server, api, alice, bob, thread }) => {
  test.setTimeout(300_000);
  const chat = await open(alice);
  const drawn = await drawnBy(chat.page);
  const token = await api.token(bob);
  const app = appAt(server.url);
  const path = `/threads/${thread.id}/`;
  const uploads = uploadsOf({ rest: (method, of, body) => app.rest(token, method, of, body) }, path);
  for (let first = 0; first < pictures; first += inMessage) {
    const attachments = [];
    for (let at = first; at < first + inMessage; at += 1) {
      const { bytes, width, height } = drawn[at % drawn.length]!;
      attachments.push((await uploads.file(bytes, { name: `${at}.webp`, width, height }, bytes)).id);
    }
    await app.rest(token, 'POST', `${path}messages/`, { attachments });
  }
  await api.as(alice, 'POST', `${path}mark-read/`, {});
  const shifted = await watchForShifts(chat.page);
  const last = chat.page.getByRole('button', { name: `Open ${pictures - 1}.webp` }).locator('img');
  await chat.page.goto(`${server.url}/#/t/${thread.id}`);
  const from = performance.now();
  await chat.page.reload();
  await expect
    .poll(() => last.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0))
    .toBe(true);
  const openMs = performance.now() - from;
  await chat.page.waitForLoadState('networkidle');
  const opened = await shifted();
  await chat.page.screenshot({ path: test.info().outputPath('pictures.png') });
  await chat.scroller.hover();
  await expect(async () => {
    await chat.page.mouse.wheel(0, -2_000);
    await expect(chat.page.getByRole('button', { name: 'Open 0.webp' })).toBeVisible({ timeout: 50 });
  }).toPass({ intervals: [50], timeout: 120_000 });
  const rows = await chat.page.locator('[data-seq]').count();
  record({
    [`${pictures} pictures: reload to the newest one drawn`]: `${openMs.toFixed(0)} ms`,
    [`${pictures} pictures: layout shift (CLS) while it opens`]: opened.toFixed(4),
    [`${pictures} pictures: rows in the page at the first one`]: String(rows),
  });
  await chat.page.screenshot({ path: test.info().outputPath('first-pictures.png') });
});

const fileBytes = 1024 ** 3;
const uploadBytesPerSecond = 40 * 1024 ** 2;

/** The memory of all processes whose command contains a text, in MB. `which` are the options of `ps`. */
function memoryOf(text: string, which = ['-e']): number {
  const lines = execFileSync('ps', [...which, '-o', 'rss,args'], { encoding: 'utf8' }).split('\n');
  return (
    lines.filter((line) => line.includes(text)).reduce((sum, line) => sum + Number.parseInt(line.trim()), 0) / 1024
  );
}

/** A browser with a profile on the disk, which outlives its death. */
async function openedWith(
  profile: string,
  url: string,
  user: User,
): Promise<{ context: BrowserContext; chat: ChatPage }> {
  const { executablePath, env } = await findChromium();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    env: { ...process.env, ...env } as Record<string, string>,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
  await context.addInitScript((saved) => sessionStorage.setItem('chat.dev.user', saved), JSON.stringify(user));
  const chat = new ChatPage(await context.newPage());
  await chat.page.goto(url);
  await expect(chat.composer).toBeVisible();
  return { context, chat };
}

/** The numbers of the parts that are being sent, and of those that have been. */
function watchParts(context: BrowserContext): { begun: Set<string>; done: Set<string> } {
  const parts = { begun: new Set<string>(), done: new Set<string>() };
  const partOf = (url: string) => /partNumber=(\d+)/.exec(url)?.[1] ?? 'preview';
  context.on('request', (one) => one.method() === 'PUT' && parts.begun.add(partOf(one.url())));
  context.on('requestfinished', (one) => one.method() === 'PUT' && parts.done.add(partOf(one.url())));
  return parts;
}

test('1 GB, with the browser killed half way', async ({ server, alice, thread }) => {
  test.setTimeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), 'chat-upload-'));
  const [file, profile] = [join(folder, 'film.bin'), join(folder, 'profile')];
  writeFileSync(file, 'film');
  truncateSync(file, fileBytes);
  const url = `${server.url}/#/t/${thread.id}`;
  const { executablePath } = await findChromium();
  const first = await openedWith(profile, url, alice);
  const before = watchParts(first.context);
  // A fast line. Without a limit half of the file would be there before the browser has a copy of it.
  const line = await first.context.newCDPSession(first.chat.page);
  await line.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: uploadBytesPerSecond },
  });
  const memory = { browser: [] as number[], app: [] as number[] };
  const look = () => {
    memory.browser.push(memoryOf(executablePath));
    memory.app.push(memoryOf('local/main.ts', ['--ppid', String(process.pid)]));
  };
  look();
  const sample = setInterval(look, 250);
  const from = performance.now();
  await first.chat.page.locator('input[type=file]').setInputFiles(file);
  await first.chat.write('The film');
  await expect.poll(() => before.done.size, { timeout: 300_000, intervals: [50] }).toBeGreaterThanOrEqual(32);
  const firstMs = performance.now() - from;
  process.kill(Number(execFileSync('pgrep', ['-f', '-o', profile], { encoding: 'utf8' })), 'SIGKILL');
  const second = await openedWith(profile, url, alice);
  const after = watchParts(second.context);
  const reopened = performance.now();
  const row = second.chat.line('The film').getByRole('button', { name: /Download film.bin/ });
  await expect(row).toBeVisible({ timeout: 300_000 });
  clearInterval(sample);
  const again = [...after.begun].filter((part) => before.done.has(part)).length;
  const grown = (samples: number[]) => `${samples[0]!.toFixed(0)} MB → ${Math.max(...samples).toFixed(0)} MB`;
  record({
    '1 GB: the first half': `${(firstMs / 1000).toFixed(1)} s`,
    '1 GB: reopened after a kill, to the message sent': `${((performance.now() - reopened) / 1000).toFixed(1)} s`,
    '1 GB: parts sent again that had arrived, of 64': String(again),
    '1 GB: memory of all processes of the browser, before and at most': grown(memory.browser),
    '1 GB: memory of the app, before and at most': grown(memory.app),
  });
  await second.context.close();
  rmSync(folder, { recursive: true });
});
