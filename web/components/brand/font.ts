import type { Brand } from './brand.ts';

/** Loads the font of a brand once. Until it is there, the next family is shown. */
export function loadFont({ font, fontUrl }: Brand): void {
  if (font === undefined || fontUrl === undefined) return;
  const family = unquoted(font.split(',', 1)[0]!);
  const isKnown = [...document.fonts].some((known) => unquoted(known.family) === family);
  if (!isKnown) document.fonts.add(new FontFace(family, `url("${fontUrl}")`));
}

function unquoted(family: string): string {
  return family.trim().replace(/^(['"])(.*)\1$/, '$2');
}
