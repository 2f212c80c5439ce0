import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The npm package that ships AWS's DynamoDB Local; as a dependency it would bring a whole CLI along. */
const packageSpec = 'amplify-dynamodb-simulator@2.9.30';
const home = fileURLToPath(new URL('../.local/dynamodb-local', import.meta.url));

/** The path of AWS's DynamoDBLocal.jar, fetched once a checkout. Throws where npm cannot reach its registry. */
export async function dynamoDbLocalJar(): Promise<string> {
  const jar = join(home, 'emulator', 'DynamoDBLocal.jar');
  if (existsSync(jar)) return jar;
  mkdirSync(dirname(home), { recursive: true });
  const scratch = mkdtempSync(`${home}-`);
  const { stdout } = await run('npm', ['pack', packageSpec, '--silent', '--pack-destination', scratch]);
  await run('tar', ['-xzf', join(scratch, stdout.trim()), '-C', scratch, 'package/emulator']);
  // Whole or not at all: two runs may fetch at once.
  if (!existsSync(home)) renameSync(join(scratch, 'package'), home);
  rmSync(scratch, { recursive: true, force: true });
  return jar;
}
