/**
 * The types of the contract, spelled out. In the source they are inferred from schemas, and so would need the schemas'
 * library in the app that uses the packages.
 */

const alias = /^export type (\w+) = (?:\{\n[^]*?^\}|[^;]+);$/gm;
const typeName = /^export (?:type|interface) (\w+)(?= [={])/gm;

/** A module whose types are spelled out, by the name that it has in the probe. */
export interface SpelledModule {
  name: string;
  path: string;
  source: string;
}

/** A module whose declaration has a constant of each type: TypeScript writes the type of a constant in full. */
export function probeOf(modules: readonly SpelledModule[]): string {
  return [
    ...modules.map(({ name, path }) => `import type * as ${name} from '${path}';`),
    'type Plain<T> = T extends (infer I)[] ? Plain<I>[] : T extends object ? { [K in keyof T]: T[K] } : T;',
    'declare function plain<T>(): Plain<T>;',
    ...modules.flatMap(({ name, source }) =>
      [...source.matchAll(typeName)].map(([, type]) => `export const ${name}_${type} = plain<${name}.${type}>();`),
    ),
  ].join('\n');
}

/** The types of a module in the declaration of the probe. */
export function typesIn(probe: string, { name }: SpelledModule): Map<string, string> {
  const constant = new RegExp(`^export declare const ${name}_(\\w+): (\\{\\n[^]*?^\\}.*|.*);$`, 'gm');
  return new Map([...probe.matchAll(constant)].map(([, type = '', text = '']) => [type, text]));
}

/** A declaration with these types, for a module of `protocol/` whose own one needs the schemas. */
export function declarationOf(types: ReadonlyMap<string, string>): string {
  const inPlace = (type: string) =>
    type.replace(
      ofModule,
      (_all, module: string, name: string) => `import("./${module.replaceAll('_', '-')}.ts").${name}`,
    );
  return [...types].map(([name, type]) => `export type ${name} = ${inPlace(type)};\n`).join('');
}

/** A type of a module of the probe, as TypeScript names it if it is an interface. */
const ofModule = /\b([a-z_]+)\.([A-Z]\w*)/g;

/**
 * A declaration whose types are replaced by these, with their comments. A type that occurs in another one is named
 * there.
 */
export function spelledOut(declaration: string, types: ReadonlyMap<string, string>): string {
  return declaration.replace(/^import .*;\n/gm, '').replace(alias, (line, name: string) => {
    const type = types.get(name);
    return type === undefined || line.includes('= keyof ')
      ? line
      : `export type ${name} = ${named(type, name, types)};`;
  });
}

/** The type, in which other types have their names. */
function named(written: string, own: string, types: ReadonlyMap<string, string>): string {
  const type = written.replace(ofModule, (_all, _module, name: string) => name);
  const others = [...types].filter(([name, other]) => name !== own && other.startsWith('{'));
  const longestFirst = others.sort(([, one], [, other]) => other.length - one.length);
  return longestFirst.reduce((text, [name, other]) => withName(text, other, name), type);
}

/** Replaces a type in a text, whatever its indentation there. */
function withName(text: string, type: string, name: string): string {
  const lines = type.split('\n').map((line) => line.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.replace(new RegExp(lines.join('\\n\\s*'), 'g'), name);
}
