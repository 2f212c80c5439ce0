import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schemes, type Brand } from '../../../web/components/brand/brand.ts';
import { contrast } from '../../../web/components/brand/color.ts';
import { brandFaults } from '../../../web/components/brand/faults.ts';
import { paletteOf } from '../../../web/components/brand/palette.ts';
import { brandStyle } from '../../../web/components/brand/style.ts';
import { usualPalettes } from '../../../web/components/brand/usual.ts';

const tokens = readFileSync(join(import.meta.dirname, '../../../web/components/styles/tokens.css'), 'utf8');
const forest: Brand = {
  colors: {
    accent: '#0b6e4f',
    surface: { light: '#fffdf7', dark: '#10201a' },
    text: { light: '#1d2a24', dark: '#eaf4ee' },
  },
};

describe('a contrast', () => {
  it('is that of WCAG', () => {
    expect(contrast('#fff', '#000000')).toBe(21);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });
});

describe('the look without a brand', () => {
  it('is that of the style sheet', () => {
    const of = (name: keyof typeof usualPalettes.light) => {
      const { light, dark } = { light: usualPalettes.light[name], dark: usualPalettes.dark[name] };
      return light === dark ? `--${name}: ${light};` : `--${name}: light-dark(${light}, ${dark});`;
    };
    const names = Object.keys(usualPalettes.light) as (keyof typeof usualPalettes.light)[];
    expect(names.filter((name) => !tokens.includes(of(name)))).toEqual([]);
  });

  it('is readable, and a brand that names none of it changes none of it', () => {
    expect(brandFaults({ colors: {} })).toEqual([]);
    for (const scheme of schemes) expect(paletteOf({ colors: {} }, scheme)).toEqual(usualPalettes[scheme]);
    expect(brandStyle({})).toEqual({});
  });
});

describe('docs/branding.md', () => {
  it('has brands that can be shown, and what is said of one that cannot', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/branding.md'), 'utf8');
    const examples = [...text.matchAll(/```json\n(.*?)```|`(\{ "colors".*?\})`/gs)];
    const brands = examples.map(([, block, line]) => JSON.parse(block ?? line ?? '') as Brand);
    expect(brands).toHaveLength(2);
    expect(brands.flatMap(brandFaults)).toEqual([]);
    expect(text).toContain(`is "…": ${brandFaults({ colors: { text: '#aaaaaa' } })[0]}\n`);
  });
});

describe('a brand', () => {
  it('of three colours is readable in light and dark', () => {
    expect(brandFaults(forest)).toEqual([]);
    const style = brandStyle(forest);
    expect(style['--surface']).toBe('light-dark(#fffdf7, #10201a)');
    expect(style['--bubble-own']).toMatch(/^light-dark\(#0b6e4f, #[0-9a-f]{6}\)$/);
  });

  it.each(['#000000', '#767676', '#c2185b', '#e65100', '#0b6e4f', '#1565c0', '#00838f', '#8d6e63', '#d32f2f'])(
    'of one accent is readable in light and dark: %s',
    (accent) => {
      expect(brandFaults({ colors: { accent } })).toEqual([]);
      for (const scheme of schemes) {
        const palette = paletteOf({ colors: { accent } }, scheme);
        expect(contrast(palette['on-accent'], palette['accent-strong'])).toBeGreaterThanOrEqual(4.5);
        expect(contrast(palette['on-bubble-own-muted'], palette['bubble-own'])).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it('that nobody can read is refused, by the name of the colour', () => {
    const faults = (colors: Brand['colors']) => brandFaults({ colors });
    expect(faults({ text: '#aaaaaa' })[0]).toBe(
      'colors.text in light: #aaaaaa on #edeefa has a contrast of 2 to 1, and needs 4.5 to 1',
    );
    expect(faults({ accent: { light: '#4f56c9', dark: '#222222' } })[0]).toMatch(
      /^colors\.accent in dark: #222222 on /,
    );
    expect(faults({ accent: '#ffe600' })[0]).toMatch(/^colors\.accent in light: #ffe600 on #ffffff /);
    expect(faults({ surface: '#ff0000' })[0]).toMatch(/in light: /);
  });

  it('with a value of another form is refused, by the name of the value', () => {
    expect(brandFaults({ colors: { accent: 'tomato' } })).toEqual([
      'colors.accent is tomato in light: must be a colour such as #4f56c9',
    ]);
    const fontUrl = 'https://fonts.example.com/inter.woff2';
    expect(brandFaults({ fontUrl })).toEqual(['fontUrl must be an https URL, and font must name its family first']);
    expect(brandFaults({ font: 'Inter, sans-serif', fontUrl })).toEqual([]);
    expect(brandFaults({ name: '', logo: 'javascript:alert(1)', radius: 99, font: 'a; } body {' })).toEqual([
      'name must have 1 to 40 characters',
      'logo must be an https URL, or a data URL of a picture with at most 50000 characters',
      'radius is 99: must be from 0 to 24',
      'font must be names of fonts such as "Inter, sans-serif"',
    ]);
    expect(
      brandFaults({ name: 'Kiosk', logo: 'https://kiosk.example/logo.svg', radius: 0, font: "'Fira Sans'" }),
    ).toEqual([]);
  });

  it('keeps the proportions of round corners', () => {
    expect(brandStyle({ radius: 6, font: 'Georgia, serif' })).toEqual({
      '--radius-sm': '4px',
      '--radius-md': '6px',
      '--radius-lg': '9px',
      '--font': "Georgia, serif, 'Noto Color Emoji'",
    });
  });
});
