import type { Brand } from './brand.ts';
import { paletteOf } from './palette.ts';
import { usualPalettes, type Palette } from './usual.ts';

/** The custom properties of `styles/tokens.css` that a brand changes, with their values. */
export function brandStyle(brand: Brand): Record<string, string> {
  const { radius, font } = brand;
  return {
    ...(brand.colors === undefined ? {} : colorStyle(brand)),
    ...(radius === undefined ? {} : radiusStyle(radius)),
    ...(font === undefined ? {} : { '--font': `${font}, 'Noto Color Emoji'` }),
  };
}

function colorStyle(brand: Brand): Record<string, string> {
  const [light, dark] = [paletteOf(brand, 'light'), paletteOf(brand, 'dark')];
  const names = Object.keys(usualPalettes.light) as (keyof Palette)[];
  return Object.fromEntries(names.map((name) => [`--${name}`, `light-dark(${light[name]}, ${dark[name]})`]));
}

/** In the proportions of the usual ones. */
function radiusStyle(radius: number): Record<string, string> {
  const px = (value: number) => `${Math.round(value)}px`;
  return { '--radius-sm': px((radius * 2) / 3), '--radius-md': px(radius), '--radius-lg': px(radius * 1.5) };
}
