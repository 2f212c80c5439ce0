import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from '@playwright/test';
import { createServer } from 'vite';
import type { User } from '../../../protocol/objects.ts';

/** An example of `examples/`, as its command starts it: a site of another origin than the chat. */
export interface Example {
  url: string;
  close(): Promise<void>;
}

/** @param chatUrl the address of the chat that the example shows */
export async function startExample(name: string, chatUrl: string): Promise<Example> {
  process.env.VITE_CHAT_URL = chatUrl;
  const root = join(import.meta.dirname, '../../../examples', name);
  const options = { port: 0, host: '127.0.0.1', hmr: false, watch: null };
  const server = await createServer({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn', server: options });
  await server.listen();
  const { port } = server.httpServer!.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** A page of the example in a browser context of its own, and what went wrong in it. */
export async function visit(browser: Browser, example: Example, user: User | null) {
  const context = await browser.newContext();
  if (user !== null) await context.addCookies([{ name: 'user', value: user.id, url: example.url }]);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  return { page, faults, openSockets: watchSockets(page) };
}

/** How many connections the page has. */
function watchSockets(page: Page): () => number {
  let open = 0;
  page.on('websocket', (socket) => {
    // The development server of the example has one as well.
    if (!new URL(socket.url()).pathname.startsWith('/ws')) return;
    open += 1;
    socket.on('close', () => (open -= 1));
  });
  return () => open;
}
