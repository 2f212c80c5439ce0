import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { AssemblyError } from './cloud-assembly.ts';

export interface SynthesiseOptions {
  projectFolder: string;
  /** Deploy settings by their variables, over those of `environment`. */
  settings: Record<string, string>;
  environment?: Record<string, string | undefined>;
}

/** All that a synthesised app depends on, under the project's folder. */
const sources = ['bin', 'lib', 'lambdas', 'protocol', 'web', 'cdk.json', 'package-lock.json'];
const keptForMs = 24 * 60 * 60 * 1000;

/**
 * Runs the CDK app and gives the folder that it wrote; gives the one of before where neither sources nor settings have
 * changed. CloudFormation's own rules are left out: they take longer than all else, and a deployment runs them.
 * Throws an `AssemblyError` with the app's own line where a setting or the app is wrong.
 */
export async function synthesise({
  projectFolder,
  settings,
  environment = process.env,
}: SynthesiseOptions): Promise<string> {
  const variables: Record<string, string | undefined> = { ...environment, ...settings, CDK_VALIDATION: 'false' };
  const assemblies = join(projectFolder, '.local', 'assembly');
  const folder = join(assemblies, fingerprint(projectFolder, variables));
  removeOld(assemblies);
  if (!existsSync(folder)) await synthesiseInto(folder, projectFolder, variables);
  utimesSync(folder, new Date(), new Date());
  return folder;
}

/** The folder appears whole: two runs may make it at once. */
async function synthesiseInto(
  folder: string,
  projectFolder: string,
  variables: Record<string, string | undefined>,
): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}.`);
  try {
    await run(projectFolder, { ...variables, CDK_OUTDIR: fresh });
    renameSync(fresh, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function run(cwd: string, env: Record<string, string | undefined>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'bin/chat.ts'], {
      cwd,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new AssemblyError(oneLineOf(complaint)))));
  });
}

/** The line that tells most: the one that names the error, else the first that speaks of one, else the first. */
function oneLineOf(complaint: string): string {
  const lines = complaint
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling = [/^\S*(Error|Failed)\S*/, /error|failed/i, /./];
  return (
    telling.map((pattern) => lines.find((line) => pattern.test(line))).find((line) => line !== undefined) ??
    'the CDK app failed and said nothing'
  );
}

function fingerprint(projectFolder: string, variables: Record<string, string | undefined>): string {
  const hash = createHash('sha256').update(process.version);
  for (const source of sources) hashPath(hash, join(projectFolder, source));
  const settings = Object.entries(variables)
    .filter(([name]) => /^(CHAT|CDK)_/.test(name))
    .sort();
  return hash.update(JSON.stringify(settings)).digest('hex').slice(0, 32);
}

function hashPath(hash: ReturnType<typeof createHash>, path: string): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) return void hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  for (const name of readdirSync(path).sort()) hashPath(hash, join(path, name));
}

function removeOld(assemblies: string): void {
  if (!existsSync(assemblies)) return;
  const paths = readdirSync(assemblies).map((name) => join(assemblies, name));
  // Another run may have moved or removed it meanwhile.
  const ageMs = (path: string) => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  for (const path of paths.filter((one) => ageMs(one) > keptForMs)) rmSync(path, { recursive: true, force: true });
}
