import type { english } from './english/index.ts';

/**
 * The languages besides English, by the language of their tags, each in a file that is loaded when it is chosen. A new
 * one is a file beside this one, and a line here (docs/languages.md).
 */
export const languages: Record<string, () => Promise<typeof english>> = {
  ar: async () => (await import('./arabic.ts')).arabic,
  de: async () => (await import('./german.ts')).german,
};
