import { useEffect, useState } from 'react';
import { namedColor, schemes, type Brand } from '../brand/brand.ts';
import { showOnFavicon } from '../view/favicon.ts';

/** A brand that can be shown, with its custom properties. */
interface Look {
  brand: Brand;
  style: Record<string, string>;
}

/** Null if the brand is refused: then the chat looks as usual, and the console names what is wrong. */
async function lookOf(brand: Brand): Promise<Look | null> {
  try {
    // Only a chat with a brand loads this.
    const [{ readBrand }, { loadFont }] = await Promise.all([import('../brand/read.ts'), import('../brand/font.ts')]);
    const style = readBrand(brand);
    loadFont(brand);
    return { brand, style };
  } catch (error) {
    console.error(`The chat does not use this brand: ${(error as Error).message}`);
    return null;
  }
}

/** Shows a brand on the whole page. Returns it, or undefined if it is refused. */
export async function applyBrand(brand: Brand): Promise<Brand | undefined> {
  const look = await lookOf(brand);
  if (look === null) return undefined;
  for (const [name, value] of Object.entries(look.style)) document.documentElement.style.setProperty(name, value);
  colorBrowser(brand);
  showOnFavicon(0, brand);
  return brand;
}

/** What a phone shows around the page. */
function colorBrowser(brand: Brand): void {
  for (const scheme of schemes) {
    const surface = namedColor(brand, 'surface', scheme);
    const meta = document.querySelector<HTMLMetaElement>(`meta[name="theme-color"][media*="${scheme}"]`);
    if (meta !== null && surface !== null) meta.content = surface;
  }
}

/**
 * The look of one part of the chat; null as long as it has none.
 *
 * @param isApplied whether the page around the part shows the brand already
 */
export function useBrand(brand: Brand | undefined, { isApplied }: { isApplied: boolean }): Look | null {
  const [look, setLook] = useState<Look | null>(null);
  const key = JSON.stringify(brand);
  useEffect(() => {
    if (key === undefined || isApplied) return;
    let isCurrent = true;
    void lookOf(JSON.parse(key) as Brand).then((next) => isCurrent && setLook(next));
    return () => {
      isCurrent = false;
      setLook(null);
    };
  }, [key, isApplied]);
  return isApplied && brand !== undefined ? { brand, style: {} } : look;
}
