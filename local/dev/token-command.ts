import { parseArgs } from 'node:util';
import { ChatError } from '../../protocol/errors.ts';
import { DevelopmentIssuer } from '../issuer/development-issuer.ts';
import { readOrCreateKey } from '../issuer/key-file.ts';
import { parseTokenRequest } from '../issuer/token-request.ts';
import { findDemoName } from './demo-users.ts';

const usage = 'usage: npm run --silent token -- --sub alice [--username Alice] [--expires-in 3600]';

/** Prints a token that any app started from this checkout accepts. */
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
  console.log(await issuer.sign({ ...request, username: request.username ?? findDemoName(request.sub) }));
}

main().catch((error: NodeJS.ErrnoException) => {
  const isMisuse = error instanceof ChatError || error.code?.startsWith('ERR_PARSE_ARGS') === true;
  console.error(isMisuse ? `${error.message}\n${usage}` : error.message);
  process.exitCode = 1;
});
