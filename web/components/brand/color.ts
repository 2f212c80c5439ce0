/** Red, green and blue from 0 to 255. */
type Rgb = [number, number, number];

const form = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;

export function isColor(text: string): boolean {
  return form.test(text);
}

/** @param color in the form that `isColor` accepts */
function rgbOf(color: string): Rgb {
  const digits = color.slice(1);
  const full = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16)) as Rgb;
}

/** A colour between two others; `share` of the second, from 0 to 1. */
export function mix(first: string, second: string, share: number): string {
  const [from, to] = [rgbOf(first), rgbOf(second)];
  const parts = from.map((value, index) => Math.round(value + (to[index]! - value) * share));
  return `#${parts.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** The relative luminance, from 0 to 1. (WCAG 2.2, "relative luminance".) */
function luminance(color: string): number {
  const [red, green, blue] = rgbOf(color).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1, the same, to 21, black on white. (WCAG 2.2, "contrast ratio".) */
export function contrast(first: string, second: string): number {
  const [light, dark] = [luminance(first), luminance(second)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The lowest contrast of a colour with one of several. */
function lowestContrast(color: string, others: readonly string[]): number {
  return Math.min(...others.map((other) => contrast(color, other)));
}

/** The first colour on the way from one to another that has this contrast with all others; the last one if none has. */
export function readable(from: string, to: string, others: readonly string[], ratio: number): string {
  for (let step = 0; step < 20; step += 1) {
    const color = mix(from, to, step / 20);
    if (lowestContrast(color, others) >= ratio) return color;
  }
  return to;
}
