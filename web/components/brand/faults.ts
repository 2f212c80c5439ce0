import { colorNames, namedColor, schemes, type Brand, type Scheme } from './brand.ts';
import { contrast, isColor } from './color.ts';
import { controlRatio, grounds, paletteOf, textRatio } from './palette.ts';

/** A list of families: no `;` or bracket, which would end the declaration. */
const families = /^[\p{L}\p{N} _,'"-]{1,200}$/u;
const picture = /^(https:\/\/[^\s"'()\\]+|data:image\/(png|jpeg|webp|svg\+xml);base64,[A-Za-z0-9+/=]+)$/;
const logoCharsMax = 50_000;
const radiusMax = 24;

/**
 * What is wrong with a brand, each with its name; empty if it can be shown. Text needs a contrast of 4.5 to 1 with its
 * background, and buttons need 3 to 1 with what is around them.
 */
export function brandFaults(brand: Brand): string[] {
  const malformed = formFaults(brand);
  if (malformed.length > 0) return malformed;
  return brand.colors === undefined ? [] : schemes.flatMap((scheme) => contrastFaults(brand, scheme));
}

function formFaults(brand: Brand): string[] {
  const { name, logo, radius, font, fontUrl } = brand;
  const colors = colorNames.flatMap((color) =>
    schemes
      .map((scheme) => [scheme, namedColor(brand, color, scheme)] as const)
      .filter(([, value]) => value !== null && !isColor(value))
      .map(([scheme, value]) => `colors.${color} is ${value} in ${scheme}: must be a colour such as #4f56c9`),
  );
  const is = (isWrong: boolean, fault: string) => (isWrong ? [fault] : []);
  return [
    ...colors,
    ...is(name !== undefined && !/^[^\p{Cc}]{1,40}$/u.test(name), 'name must have 1 to 40 characters'),
    ...is(
      logo !== undefined && (logo.length > logoCharsMax || !picture.test(logo)),
      `logo must be an https URL, or a data URL of a picture with at most ${logoCharsMax} characters`,
    ),
    ...is(
      radius !== undefined && !(radius >= 0 && radius <= radiusMax),
      `radius is ${radius}: must be from 0 to ${radiusMax}`,
    ),
    ...is(
      fontUrl !== undefined && !(font !== undefined && /^https:\/\/[^\s"'()\\]+$/.test(fontUrl)),
      'fontUrl must be an https URL, and font must name its family first',
    ),
    ...is(font !== undefined && !families.test(font), `font must be names of fonts such as "Inter, sans-serif"`),
  ];
}

function contrastFaults(brand: Brand, scheme: Scheme): string[] {
  const palette = paletteOf(brand, scheme);
  const { surface, background, green, amber, red, blue } = palette;
  const raised = palette['surface-raised'];
  const check = (name: string, color: string, backs: readonly string[], ratio: number) => {
    const back = backs.reduce((worst, next) => (contrast(color, next) < contrast(color, worst) ? next : worst));
    const found = contrast(color, back);
    if (found >= ratio) return [];
    const shown = Math.floor(found * 10) / 10;
    return [`${name} in ${scheme}: ${color} on ${back} has a contrast of ${shown} to 1, and needs ${ratio} to 1`];
  };
  return [
    ...check('colors.text', palette.text, grounds(palette), textRatio),
    ...check('colors.text (muted)', palette['text-muted'], grounds(palette), textRatio),
    ...check('colors.accent', palette['accent-strong'], [surface], controlRatio),
    ...check('colors.accent (as text)', palette.accent, grounds(palette), textRatio),
    ...[green, amber, red, blue].flatMap((color) =>
      check('colors.surface (states)', color, [surface, raised, background], textRatio),
    ),
  ];
}
