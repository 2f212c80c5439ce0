/**
 * A colour as `#rgb` or `#rrggbb`, for the light and the dark look. One value is that of the light look; the dark one
 * is then made from it for the accent, and is the usual one otherwise.
 */
export type BrandColor = string | { light: string; dark: string };

/** How a marketplace wants the chat to look. Everything may be left out. */
export interface Brand {
  /** Stands where the page otherwise says “Messages”. */
  name?: string | undefined;
  /** The address of a square picture: `https:`, or `data:` with the picture in it. */
  logo?: string | undefined;
  colors?: {
    /** Of buttons, links, the user's own messages and what is selected. */
    accent?: BrandColor | undefined;
    /** What everything lies on. */
    surface?: BrandColor | undefined;
    text?: BrandColor | undefined;
  };
  /** How round the corners of menus, dialogs and cards are, in pixels. */
  radius?: number | undefined;
  /** Families as in CSS, the first that a device has. */
  font?: string | undefined;
  /** The address of the first of these families, as a `https:` URL of a font file that other origins may load. */
  fontUrl?: string | undefined;
}

export type Scheme = 'light' | 'dark';
export const schemes: readonly Scheme[] = ['light', 'dark'];

/** What each brand may change about the colours. */
export const colorNames = ['accent', 'surface', 'text'] as const;
export type ColorName = (typeof colorNames)[number];

/** The colour that a brand names for a look; null if it leaves that to the chat. */
export function namedColor({ colors = {} }: Brand, name: ColorName, scheme: Scheme): string | null {
  const color = colors[name];
  if (typeof color === 'string') return scheme === 'light' ? color : null;
  return color?.[scheme] ?? null;
}
