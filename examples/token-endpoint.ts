import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'vite';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '..');
/** That of `npm run token`, without the shell that npm starts: the cookie is anybody's text. */
const tokenCommand = ['--import', 'tsx', 'local/dev/token-command.ts'];

/**
 * Plays the backend of a marketplace, which gives its signed-in user a token at `/chat-token`. Here the cookie `user`
 * names the user, and `npm run token` signs the token. Use it for development only, because anybody can set the cookie.
 */
export function tokenEndpoint(): Plugin {
  return {
    name: 'token-endpoint',
    configureServer: ({ middlewares }) =>
      void middlewares.use('/chat-token', (request, response) => void answer(request, response)),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const user = userOf(request);
    if (user === null) return void response.writeHead(401).end();
    const { stdout } = await run(process.execPath, [...tokenCommand, `--sub=${user}`], { cwd: repository });
    response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(stdout.trim());
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}

/** The user whom the cookie names; null if nobody is signed in. */
export function userOf({ headers }: IncomingMessage): string | null {
  const [, user] = /(?:^|; )user=([^;]+)/.exec(headers.cookie ?? '') ?? [];
  return user === undefined ? null : decodeURIComponent(user);
}
