import { namedColor, type Brand, type Scheme } from './brand.ts';
import { contrast, mix, readable } from './color.ts';
import { usualPalettes, type Palette } from './usual.ts';

/** The contrast of text with what it stands on, and of controls with what is around them. (WCAG 2.2, 1.4.3, 1.4.11.) */
export const textRatio = 4.5;
export const controlRatio = 3;

/** All colours of a brand in one look: those that it names, and those that are made from them. */
export function paletteOf(brand: Brand, scheme: Scheme): Palette {
  const usual = usualPalettes[scheme];
  const surface = namedColor(brand, 'surface', scheme);
  const text = namedColor(brand, 'text', scheme);
  const accent = accentOf(brand, scheme, surface ?? usual.surface);
  if (surface === null && text === null)
    return accent === null ? usual : { ...usual, ...accentPalette(scheme, accent, usual) };
  const ground = { ...usual, ...neutralOf(scheme, surface ?? usual.surface, text ?? usual.text) };
  return { ...ground, ...accentPalette(scheme, accent ?? usual['accent-strong'], ground) };
}

/** What text stands on. */
export function grounds(palette: Palette): string[] {
  const { background, surface, field } = palette;
  return [
    ...[background, surface, field, palette['surface-raised'], palette['surface-hover'], palette['surface-selected']],
    ...[palette['accent-soft'], palette['bubble-other']],
  ];
}

function neutralOf(scheme: Scheme, surface: string, text: string): Partial<Palette> {
  const at = (share: number) => mix(surface, text, share);
  const raised = scheme === 'light' ? surface : at(0.06);
  const backs = [surface, raised, at(0.06)];
  return {
    ...{ surface, text, background: at(0.05), field: at(0.06), border: at(0.12), 'bubble-other': at(0.06) },
    ...{ 'surface-raised': raised, 'surface-hover': at(0.04), 'surface-selected': at(0.1), 'accent-soft': at(0.08) },
    'border-strong': readable(at(0.45), text, backs, controlRatio),
    'text-muted': readable(at(0.6), text, [...backs, at(0.12)], textRatio),
  };
}

/** Null for the usual one. For the dark look that of the light one is made lighter until it stands out. */
function accentOf(brand: Brand, scheme: Scheme, surface: string): string | null {
  const light = namedColor(brand, 'accent', 'light');
  const named = namedColor(brand, 'accent', scheme);
  return named ?? (light === null ? null : readable(light, '#ffffff', [surface], controlRatio));
}

function accentPalette(scheme: Scheme, accent: string, ground: Palette): Partial<Palette> {
  const on = contrast(accent, '#ffffff') >= textRatio ? '#ffffff' : '#000000';
  const isLight = scheme === 'light';
  const soft = {
    'accent-soft': mix(ground.surface, accent, isLight ? 0.08 : 0.18),
    'surface-selected': mix(ground.surface, accent, isLight ? 0.1 : 0.2),
  };
  const text = readable(accent, ground.text, grounds({ ...ground, ...soft }), textRatio);
  return {
    ...soft,
    ...{
      accent: text,
      focus: text,
      'accent-strong': accent,
      'on-accent': on,
      'bubble-own': accent,
      'on-bubble-own': on,
    },
    'accent-strong-hover': mix(accent, on === '#ffffff' ? '#000000' : '#ffffff', 0.14),
    'on-bubble-own-muted': readable(mix(on, accent, 0.2), on, [accent], textRatio),
    'mark-read': contrast(ground['mark-read'], accent) >= controlRatio ? ground['mark-read'] : on,
    'text-muted': readable(ground['text-muted'], ground.text, grounds({ ...ground, ...soft }), textRatio),
    selection: isLight ? mix('#ffffff', accent, 0.28) : mix('#000000', accent, 0.4),
  };
}
