/** Longer than any emoji: a couple of two skin tones has 10 code points, the flag of Scotland 7. */
const maxUnits = 40;
const variationSelectors = /\ufe0f/g;
/** What is shown as text unless U+FE0F follows. A skin tone in its place has the same effect. */
const textByDefault = /(?!\p{Emoji_Presentation})\p{Emoji}(?![\u{1f3fb}-\u{1f3ff}])/gu;

let rgiEmoji: RegExp | undefined;

/** Made when it is needed: a browser that does not know the flag `v` can still load this file. */
function isRgiEmoji(text: string): boolean {
  rgiEmoji ??= new RegExp('^\\p{RGI_Emoji}$', 'v');
  return rgiEmoji.test(text);
}

/**
 * The fully qualified form of an emoji (Unicode Technical Standard 51), so that `❤` and `❤️` are one reaction. Null for
 * everything that is not one emoji recommended for general interchange: a letter, two emoji, half a flag (RE-2).
 */
export function normaliseEmoji(text: string): string | null {
  if (text.length > maxUnits) return null;
  const qualified = text.replace(variationSelectors, '').replace(textByDefault, '$&\ufe0f');
  return isRgiEmoji(qualified) ? qualified : null;
}
