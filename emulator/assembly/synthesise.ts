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
  /** The module that is the CDK app, under the project's folder. */
  entry: string;
  /** Everything that the synthesised app depends on: files and folders under the project's folder. */
  sources: readonly string[];
  /** Environment variables that the app reads. Together with `settings` they are part of the fingerprint. */
  variablePattern: RegExp;
  /** Variables that override those of `environment`. */
  settings?: Record<string, string>;
  /** By default that of this process. */
  environment?: Record<string, string | undefined>;
}

/** How long an assembly that is no longer used is kept. */
const keptForMs = 24 * 60 * 60 * 1000;

/**
 * Runs the CDK app and returns the folder that it wrote. If neither sources nor settings have changed since an earlier
 * run, returns that run's folder. Throws an `AssemblyError` with one line of the app's output if the app fails.
 */
export async function synthesise(options: SynthesiseOptions): Promise<string> {
  const variables = { ...(options.environment ?? process.env), ...options.settings };
  const assemblies = join(options.projectFolder, '.local', 'assembly');
  const folder = join(assemblies, fingerprint(options, variables));
  removeOld(assemblies);
  if (!existsSync(folder)) await synthesiseInto(folder, options, variables);
  utimesSync(folder, new Date(), new Date());
  return folder;
}

type Variables = Record<string, string | undefined>;

/** The folder appears complete or not at all: two runs may write it at the same time. */
async function synthesiseInto(folder: string, options: SynthesiseOptions, variables: Variables): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}.`);
  try {
    await run(options, { ...variables, CDK_OUTDIR: draft });
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function run({ projectFolder, entry }: SynthesiseOptions, env: Variables): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', entry], {
      cwd: projectFolder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new AssemblyError(oneLineOf(complaint)))));
  });
}

/** The line that names the error, else the first that mentions one, else the first. */
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

function fingerprint(
  { projectFolder, entry, sources, variablePattern }: SynthesiseOptions,
  variables: Variables,
): string {
  const hash = createHash('sha256').update(process.version).update(entry);
  for (const source of sources) hashPath(hash, join(projectFolder, source));
  const settings = Object.entries(variables)
    .filter(([name]) => variablePattern.test(name))
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
  // Another run may have moved or removed it in the meantime.
  const ageMs = (path: string) => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  for (const path of paths.filter((one) => ageMs(one) > keptForMs)) rmSync(path, { recursive: true, force: true });
}
