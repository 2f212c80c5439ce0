import { pluralIn } from '../number.ts';

const plural = pluralIn('en');

/** A number with its noun. */
export function count(n: number, one: string, other: string): string {
  return plural(n, { one: `# ${one}`, other: `# ${other}` });
}
