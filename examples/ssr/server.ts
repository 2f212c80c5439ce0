import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import type { Plugin, ViteDevServer } from 'vite';
import { userOf } from '../token-endpoint.ts';
import type { PageProps } from './Page.tsx';

/** Sends each page with its content, as the server of a framework does. The chat needs no `window` for this. */
export function serverRendering(): Plugin {
  return {
    name: 'server-rendering',
    // A function that is returned adds its handler after those for files.
    configureServer: (server) => () =>
      void server.middlewares.use((request, response, next) => {
        const user = new URL(request.url ?? '/', 'http://site').searchParams.get('user');
        if (user !== null) return void response.writeHead(303, signedIn(user)).end();
        pageFor(request, server).then(
          (html) => response.writeHead(200, { 'content-type': 'text/html' }).end(html),
          (error: unknown) => next(error),
        );
      }),
  };
}

/** The answer to the form of a user who signs in. */
function signedIn(user: string) {
  return { location: '/', 'set-cookie': `user=${encodeURIComponent(user)}; Path=/; SameSite=Strict` };
}

async function pageFor(request: IncomingMessage, server: ViteDevServer): Promise<string> {
  const address = new URL(request.url ?? '/', 'http://site');
  const props: PageProps = { user: userOf(request), threadId: address.searchParams.get('thread') };
  const { Page } = (await server.ssrLoadModule('/Page.tsx')) as typeof import('./Page.tsx');
  const file = await readFile(join(import.meta.dirname, 'index.html'), 'utf8');
  const html = await server.transformIndexHtml(address.pathname, file);
  // By functions, because `$` has a meaning in a replacement text.
  return html
    .replace('<!--page-->', () => renderToString(createElement(Page, props)))
    .replace('json"></script>', () => `json">${jsonInHtml(props)}</script>`);
}

/** What a user has typed into an address cannot end the script element. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
