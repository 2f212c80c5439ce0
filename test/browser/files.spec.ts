import type { Page, Request } from '@playwright/test';
import { appAt } from '../support/local-app.ts';
import { uploadsOf } from '../support/uploads.ts';
import { expectAccessible } from './support/accessible.ts';
import type { ChatPage } from './support/chat-page.ts';
import { expect, test } from './support/fixtures.ts';

/** A photograph with EXIF data that says where it was taken, drawn by the browser itself. */
async function aPhotograph(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 480];
    const pen = canvas.getContext('2d')!;
    pen.fillStyle = 'teal';
    pen.fillRect(0, 0, 640, 480);
    pen.fillStyle = 'gold';
    pen.fillRect(200, 120, 240, 240);
    return canvas.toDataURL('image/jpeg').split(',')[1]!;
  });
  const plain = Buffer.from(base64, 'base64');
  const exif = Buffer.from('Exif\0\0GPSLatitude 52.5200 N');
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif]);
  return Buffer.concat([plain.subarray(0, 2), segment, plain.subarray(2)]);
}

/** A second of silence: 8,000 samples of a byte. */
function aRecording(): Buffer {
  const [samples, head] = [Buffer.alloc(8_000, 128), Buffer.alloc(44)];
  head.write('RIFF');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  for (const [at, value] of [1, 1].entries()) head.writeUInt16LE(value, 20 + at * 2);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  for (const [at, value] of [1, 8].entries()) head.writeUInt16LE(value, 32 + at * 2);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

const pdf = { name: 'offer.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj\n') };

function attach(chat: ChatPage, files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  return chat.page.locator('input[type=file]').setInputFiles(files);
}

test('files are attached, removed, sent, seen and opened by the other one (ATT-1, ATT-3, ATT-4, ATT-5)', async ({
  open,
  alice,
  bob,
  thread,
}) => {
  const a = await open(alice, { threadId: thread.id });
  const b = await open(bob, { threadId: thread.id });
  const photograph = await aPhotograph(a.page);
  await expect(a.composer).toBeVisible();
  const heic = { name: 'holiday.heic', mimeType: 'image/heic', buffer: Buffer.from('\0\0\0\x18ftypheic') };
  await attach(a, [heic]);
  await expect(a.page.getByText('holiday.heic may say where it was taken')).toBeVisible();
  await a.page.getByRole('button', { name: 'Remove holiday.heic' }).click();
  await attach(a, [{ name: 'site.jpg', mimeType: 'image/jpeg', buffer: photograph }, pdf, { ...pdf, name: 'old.pdf' }]);
  const tray = a.page.getByRole('list', { name: 'Files to send' });
  await expect(tray.getByText('Ready to send')).toHaveCount(3);
  const thumbnail = tray.locator('img');
  await expect(thumbnail).toHaveCount(1);
  await expect.poll(() => thumbnail.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(640);
  await tray.getByRole('button', { name: 'Remove old.pdf' }).click();
  await expect(tray.getByRole('listitem')).toHaveCount(2);
  await expectAccessible(a.page);
  await a.write('Here they are');
  // The other one has the conversation open, so that it may be read before the test has seen that it is sent.
  await expect(a.mark('Here they are', 'read')).toBeVisible();
  await expect(tray).toHaveCount(0);

  const row = b.line('Here they are');
  const picture = row.getByRole('button', { name: 'Open site.jpg' });
  await expect(picture.locator('img')).toBeVisible();
  await expect(row.getByRole('button', { name: /^Download offer.pdf. PDF · / })).toBeVisible();
  await expectAccessible(b.page);
  await picture.click();
  const viewer = b.page.getByRole('dialog', { name: 'site.jpg' });
  const shown = viewer.getByRole('img', { name: 'site.jpg' });
  await expect(shown).toBeVisible();
  const before = (await shown.boundingBox())!.width;
  await b.page.keyboard.press('+');
  await expect.poll(async () => (await shown.boundingBox())!.width).toBeGreaterThan(before);
  await expectAccessible(b.page);
  const stored = await (await b.page.request.get((await shown.getAttribute('src'))!)).body();
  expect([stored.subarray(0, 2).toString('hex'), stored.includes('GPSLatitude')]).toEqual(['ffd8', false]);
  await b.page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
  const opened = b.page.context().waitForEvent('page');
  await row.getByRole('button', { name: /^Download offer.pdf/ }).click();
  await (await opened).close();

  // In the inbox, a message that has only files says what they are.
  await attach(a, [pdf]);
  await expect(tray.getByText('Ready to send')).toHaveCount(1);
  await a.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(b.line('offer.pdf')).toHaveCount(2);
  await expect(b.conversation(/offer\.pdf/)).toBeVisible();
});

test('an upload goes on after the tab was closed in the middle of it (ATT-2)', async ({ open, alice, thread }) => {
  const a = await open(alice, { threadId: thread.id });
  let part2 = true;
  await a.page.context().route(/partNumber=2/, (route) => (part2 ? route.abort() : route.continue()));
  await expect(a.composer).toBeVisible();
  await attach(a, [
    { name: 'film.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(20 * 1024 * 1024, 7) },
  ]);
  await a.write('The film');
  await expect(a.line('The film').getByText('80%')).toBeVisible({ timeout: 20_000 });
  const sentAgain: string[] = [];
  a.page.context().on('request', (request) => isPut(request, 1) && sentAgain.push(request.url()));
  await a.page.reload();
  part2 = false;
  await expect(a.line('The film').getByRole('button', { name: /Download film.bin/ })).toBeVisible({ timeout: 30_000 });
  expect(sentAgain).toEqual([]);
  await expect(a.line('The film')).toHaveCount(1);
});

function isPut(request: Request, part: number): boolean {
  return request.method() === 'PUT' && request.url().includes(`partNumber=${part}&`);
}

test('a voice message is recorded, heard, sent and played', async ({ open, alice, bob, thread }) => {
  const a = await open(alice, { threadId: thread.id });
  const b = await open(bob, { threadId: thread.id });
  await a.page.getByRole('button', { name: 'Record a voice message' }).click();
  const recorder = a.page.getByRole('group', { name: 'Voice message' }).first();
  await expect(recorder.getByRole('timer')).toContainText(/0:0[1-9]/);
  await recorder.getByRole('button', { name: 'Stop and listen' }).click();
  await expect(recorder.getByRole('slider', { name: 'Position' })).toBeVisible();
  await expectAccessible(a.page);
  await recorder.getByRole('button', { name: 'Send voice message' }).click();
  await expect(a.composer).toBeVisible();

  const player = b.messages.getByRole('group', { name: 'Voice message' });
  // The recording is so short that it could end before the test has seen it being played.
  await player.locator('audio').evaluate((audio: HTMLAudioElement) => (audio.loop = true));
  await player.getByRole('button', { name: 'Play' }).click();
  await expect(player.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(player.getByRole('slider', { name: 'Position' })).toHaveAttribute('aria-valuetext', /^0:0\d of 0:0\d$/);
  await player.getByRole('button', { name: 'Speed: 1×' }).click();
  await expect(player.getByRole('button', { name: 'Speed: 1.5×' })).toBeVisible();
  await expectAccessible(b.page);
});

test('a link that has ended is replaced by another, in a picture and in a recording (ATT-5)', async ({
  open,
  server,
  api,
  alice,
  bob,
  thread,
}) => {
  const a = await open(alice);
  const token = await api.token(bob);
  const { rest } = appAt(server.url);
  const path = `/threads/${thread.id}/`;
  const uploads = uploadsOf({ rest: (method, of, body) => rest(token, method, of, body) }, path);
  const picture = await uploads.file(await aPhotograph(a.page), { name: 'site.jpg', width: 640, height: 480 });
  const recording = await uploads.file(aRecording(), { name: 'song.wav', content_type: 'audio/wav' });
  await rest(token, 'POST', `${path}messages/`, { content: 'Both', attachments: [picture.id, recording.id] });
  const ended = new Set<string>();
  await a.page.context().route(/\/files\//, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (ended.has(pathname)) return route.continue();
    ended.add(pathname);
    // Signatures of the same second are the same.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return route.fulfill({ status: 403 });
  });
  await a.page.goto(`${server.url}/#/t/${thread.id}`);
  const shown = a.line('Both').getByRole('button', { name: 'Open site.jpg' }).locator('img');
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(640);
  const player = a.line('Both').getByRole('group', { name: 'song.wav' });
  await player.locator('audio').evaluate((audio: HTMLAudioElement) => (audio.loop = true));
  await player.getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => player.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)).not.toBe(0);
  expect(ended.size).toBe(2);
});

test('a stage without attachments offers no files', async ({ open, alice, thread }) => {
  const a = await open(alice);
  await a.page.route('**/config.json', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ json: { ...(await response.json()), attachments: false } });
  });
  await a.page.goto(`${new URL(a.page.url()).origin}/#/t/${thread.id}`);
  await a.page.reload();
  await expect(a.composer).toBeVisible();
  await expect(a.page.getByRole('button', { name: /Attach files|Record a voice message/ })).toHaveCount(0);
});
