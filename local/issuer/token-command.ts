import { parseArgs } from 'node:util';
import { ChatError } from '../../protocol/errors.ts';
import { DevelopmentIssuer } from './development-issuer.ts';
import { readOrCreateKey } from './key-file.ts';
import { parseTokenRequest } from './token-request.ts';

const usage = 'usage: npm run --silent token -- --sub alice [--username Alice] [--expires-in 3600]';

/** Prints a token for whatever `npm start` runs from this checkout. */
async function main(): Promise<void> {
  const options = { sub: { type: 'string' }, username: { type: 'string' }, 'expires-in': { type: 'string' } } as const;
  const { values } = parseArgs({ options });
  const expiresIn = values['expires-in'];
  const request = parseTokenRequest({
    sub: values.sub,
    username: values.username,
    expires_in: expiresIn === undefined ? undefined : Number(expiresIn),
  });
  const issuer = await DevelopmentIssuer.fromPem(await readOrCreateKey());
  console.log(await issuer.sign(request));
}

main().catch((error: NodeJS.ErrnoException) => {
  const known = error instanceof ChatError || error.code?.startsWith('ERR_PARSE_ARGS') === true;
  console.error(known ? `${error.message}\n${usage}` : error.message);
  process.exitCode = 1;
});
