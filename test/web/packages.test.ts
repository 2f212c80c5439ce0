import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { build } from 'esbuild';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const names = ['client', 'react', 'components'];
/** An empty project, into which the packages are installed. */
const project = mkdtempSync(join(tmpdir(), 'chat-packages-'));
const modules = join(project, 'node_modules');
const run = (...command: string[]) =>
  execFileSync(command[0]!, command.slice(1), { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
/** With a cache of its own: another npm may be at work in the one of the machine. */
const npm = (...command: string[]) => run('npm', ...command, '--cache', join(project, '.npm'), '--silent');

/** What the project has besides the packages. Nothing of it is fetched. */
const fromRepository = ['react', 'react-dom', '@types/react', '@types/react-dom'];

const { version } = JSON.parse(readFileSync(join(repository, 'web/client/package.json'), 'utf8')) as {
  version: string;
};
const archiveName = (name: string) => `marketplace-chat-${name}-${version}.tgz`;
const archiveOf = (name: string) => readFileSync(join(project, archiveName(name)));
const installed = (name: string, ...path: string[]) => join(modules, '@marketplace-chat', name, ...path);
const manifestOf = (name: string) => JSON.parse(readFileSync(installed(name, 'package.json'), 'utf8'));

beforeAll(() => {
  execFileSync(process.execPath, ['--import', 'tsx', 'web/packaging/main.ts'], { cwd: repository });
  npm('pack', ...names.map((name) => join(repository, 'dist/packages', name)));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const archives = names.map((name) => `./${archiveName(name)}`);
  npm('install', '--offline', '--no-audit', '--legacy-peer-deps', ...archives);
  for (const name of fromRepository) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(repository, 'node_modules', name), join(modules, name));
  }
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe.each(names)('the package %s, packed', (name) => {
  it('has nothing to complain of for publint', async () => {
    const archive = archiveOf(name);
    const tarball = archive.buffer.slice(archive.byteOffset, archive.byteOffset + archive.byteLength) as ArrayBuffer;
    const { messages } = await publint({ pack: { tarball } });
    expect(messages).toEqual([]);
  });

  it('has the right types for bundlers and for ES modules in Node', async () => {
    const archive = createPackageFromTarballData(archiveOf(name));
    const checked = await checkPackage(archive, { excludeEntrypoints: ['./styles.css', './package.json'] });
    const problems = checked.types === false ? ['no types'] : checked.problems;
    // A package of ES modules has nothing for `require`, nor for the Node of before `exports`.
    expect(problems.filter((problem) => !isOfOldNode(problem))).toEqual([]);
  });

  it('depends on React and the other packages only, in the same version', () => {
    const { dependencies = {}, peerDependencies = {} } = manifestOf(name);
    expect(manifestOf(name).version).toBe(version);
    expect(Object.entries(dependencies)).toEqual(
      names.slice(0, names.indexOf(name)).map((other) => [`@marketplace-chat/${other}`, version]),
    );
    expect(Object.keys(peerDependencies).every((peer) => ['react', 'react-dom'].includes(peer))).toBe(true);
    const files = readdirSync(installed(name, 'dist'), { recursive: true, encoding: 'utf8' });
    const imported = files
      .filter((file) => /\.(?:d\.ts|js)$/.test(file))
      .flatMap((file) => [...readFileSync(installed(name, 'dist', file), 'utf8').matchAll(importOfPackage)])
      .map(([, from, lazily = '']) => from ?? lazily);
    const known = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];
    expect(imported.filter((path) => !known.some((one) => isOf(path, one)))).toEqual([]);
  });
});

/** An import of something that is not a file of the package. */
const importOfPackage =
  /^(?:import|export)\b[^;'"]*?\bfrom ["']([^."'][^"']*)["']|\bimport\(["']([^."'][^"']*)["']\)/gm;
const isOf = (path: string, name: string) => path === name || path.startsWith(`${name}/`);

function isOfOldNode(problem: unknown): boolean {
  const text = JSON.stringify(problem);
  return text.includes('"node10"') || text.includes('"node16-cjs"');
}

it('JavaScript in Node imports all of them, and renders on a server', () => {
  writeFileSync(
    join(project, 'use.js'),
    `import { createElement } from 'react';
     import { renderToString } from 'react-dom/server';
     import { createChatClient } from '@marketplace-chat/client';
     import { ChatProvider, useUnread } from '@marketplace-chat/react';
     import { Inbox } from '@marketplace-chat/components';
     const Count = () => createElement('b', null, useUnread());
     const props = { url: 'https://chat.example.com', getToken: async () => '' };
     console.log(typeof createChatClient, renderToString(createElement(ChatProvider, props, createElement(Count), createElement(Inbox))));`,
  );
  expect(run(process.execPath, 'use.js')).toMatch(
    /^function <b>0<\/b><div class="marketplace-chat" lang="en-GB" dir="ltr">/,
  );
});

it('the components have class names of their own, in their styles and in what they look for', () => {
  const dist = installed('components', 'dist');
  const styles = readFileSync(join(dist, 'styles.css'), 'utf8');
  const classNames = new Set([...styles.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name]) => name!));
  expect(classNames.size).toBeGreaterThan(100);
  expect([...classNames].filter((name) => !/^mc-|^marketplace-chat$/.test(name))).toEqual([]);
  const code = readdirSync(dist).filter((file) => file.endsWith('.js'));
  const byClass = /(?:querySelector(?:All)?|closest|matches)\(\s*["'`][^"'`]*\.[a-z]/;
  expect(code.filter((file) => byClass.test(readFileSync(join(dist, file), 'utf8')))).toEqual([]);
});

/** The programs in the README of each package, and that of docs/embedding.md. */
function writePrograms(): string[] {
  const documents = [
    ...names.map((name) => [name, installed(name, 'README.md')] as const),
    ['embedding', join(repository, 'docs/embedding.md')] as const,
  ];
  return documents.map(([name, path]) => {
    const [, language = '', program = ''] = /^```(tsx?)\n([^]*?)^```/m.exec(readFileSync(path, 'utf8')) ?? [];
    const file = `${name}.${language}`;
    writeFileSync(join(project, file), program);
    return file;
  });
}

it.each(['bundler', 'nodenext'])(
  'the programs of their READMEs and of docs/embedding.md compile strictly with moduleResolution %s',
  (resolution) => {
    const module = resolution === 'bundler' ? 'esnext' : 'nodenext';
    const compilerOptions = {
      ...{ module, moduleResolution: resolution, target: 'es2022', jsx: 'react-jsx', strict: true, noEmit: true },
      ...{
        lib: ['es2024', 'dom', 'dom.iterable'],
        types: ['css'],
        typeRoots: ['./types'],
        exactOptionalPropertyTypes: true,
      },
    };
    mkdirSync(join(project, 'types/css'), { recursive: true });
    // Bundlers have such a declaration of their own.
    writeFileSync(join(project, 'types/css/index.d.ts'), "declare module '*.css';\n");
    const files = writePrograms();
    writeFileSync(join(project, `tsconfig.${resolution}.json`), JSON.stringify({ compilerOptions, files }));
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    expect(run(process.execPath, tsc, '-p', `tsconfig.${resolution}.json`)).toBe('');
  },
);

/** The hooks with the client, minified and compressed, without React and without what is loaded when it is needed. */
async function hooksKilobytes(): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: "export { ChatProvider, useInbox, useThread, useTyping, useUnread } from '@marketplace-chat/react';",
      resolveDir: project,
    },
    ...{ bundle: true, minify: true, splitting: true, format: 'esm', platform: 'browser', target: 'es2022' },
    ...{
      external: ['react', 'react-dom'],
      outdir: join(project, 'out'),
      write: false,
      metafile: true,
      logLevel: 'error',
    },
  });
  const outputs = Object.entries(metafile.outputs);
  const [first] = outputs.find(([, output]) => output.entryPoint !== undefined)!;
  const needed = new Set([first]);
  for (const path of needed)
    for (const { path: next, kind, external } of metafile.outputs[path]!.imports)
      if (kind === 'import-statement' && !external) needed.add(next);
  const codes = outputFiles.filter(({ path }) => [...needed].some((name) => path.endsWith(name.replace(/^.*\//, '/'))));
  return codes.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0) / 1000;
}

it('the hooks with the client are small', async () => {
  const kilobytes = await hooksKilobytes();
  expect(kilobytes).toBeGreaterThan(5);
  expect(kilobytes).toBeLessThanOrEqual(23.5);
});
