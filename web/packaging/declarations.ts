import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { declarationOf, probeOf, spelledOut, typesIn, type SpelledModule } from './contract.ts';
import { packages, repository, type PackageName } from './packages.ts';

const tsc = join(repository, 'node_modules/typescript/bin/tsc');

/** The types that the client exports. */
const contract = moduleAt('contract', 'web/client/api/contract.ts');

/** The modules of `protocol/`, of which declarations may name a type. */
const protocol = readdirSync(join(repository, 'protocol'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => moduleAt(file.slice(0, -3).replaceAll('-', '_'), `protocol/${file}`));

function moduleAt(name: string, path: string): SpelledModule {
  return { name, path: join(repository, path), source: readFileSync(join(repository, path), 'utf8') };
}

/** Writes the declarations of all packages into a folder, with those of `protocol/` spelled out. */
export function declareAll(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const probe = join(folder, 'probe.ts');
  writeFileSync(probe, probeOf([contract, ...protocol]));
  // All of them, not only what the indexes lead to: TypeScript declares nothing that it has first met in node_modules.
  const folders = ['protocol', ...packages.map((name) => `web/${name}`)].map((room) => join(repository, room));
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    noUnusedLocals: false,
    rootDir: repository,
    outDir: folder,
    typeRoots: [join(repository, 'node_modules/@types')],
  };
  const configuration = {
    extends: join(repository, 'tsconfig.json'),
    compilerOptions,
    files: [probe],
    include: folders,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'inherit' });
  spellOut(folder, readFileSync(join(folder, relative(repository, folder), 'probe.d.ts'), 'utf8'));
}

function spellOut(folder: string, probe: string): void {
  const declarationAt = ({ path }: SpelledModule) => join(folder, relative(repository, path).replace(/\.ts$/, '.d.ts'));
  const emitted = declarationAt(contract);
  writeFileSync(emitted, spelledOut(readFileSync(emitted, 'utf8'), typesIn(probe, contract)));
  for (const module of protocol) {
    const own = classesIn(readFileSync(declarationAt(module), 'utf8'));
    writeFileSync(declarationAt(module), declarationOf(typesIn(probe, module)) + own);
  }
}

/** The classes of a declaration, which stay as they are. */
function classesIn(declaration: string): string {
  return [...declaration.matchAll(/^export declare class [^]*?^\}$/gm)].map(([text]) => `${text}\n`).join('');
}

/** A module of the repository in an import, in an export, or in a type, where TypeScript writes double quotes. */
const fileImport = /((?:from '|import\("))(\.[^'"]*)\.tsx?(['"])/g;

/**
 * Copies the declarations of a package that its index leads to, and those of `protocol/` into a folder of that name.
 *
 * @throws Error if they lead elsewhere
 */
export function copyDeclarations(name: PackageName, folder: string, outDir: string): void {
  const done = new Set<string>();
  const placeOf = (file: string) => {
    const place = relative(join(folder, 'web', name), file);
    if (!place.startsWith('..')) return join(outDir, place);
    const shared = relative(join(folder, 'protocol'), file);
    if (shared.startsWith('..')) throw new Error(`${name} declares types of ${relative(folder, file)}`);
    return join(outDir, 'protocol', shared);
  };
  const copy = (file: string) => {
    if (done.has(file)) return;
    done.add(file);
    const target = placeOf(file);
    const text = readFileSync(file, 'utf8').replace(fileImport, (_all, before: string, path: string, after: string) => {
      const imported = join(dirname(file), `${path}.d.ts`);
      copy(imported);
      const from = relative(dirname(target), placeOf(imported)).replace(/\.d\.ts$/, '.js');
      return `${before}${from.startsWith('.') ? from : `./${from}`}${after}`;
    });
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  };
  copy(join(folder, 'web', name, 'index.d.ts'));
}
