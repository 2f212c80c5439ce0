import type { Brand } from './brand.ts';
import { brandFaults } from './faults.ts';
import { brandStyle } from './style.ts';

/**
 * The custom properties of a brand.
 *
 * @throws Error which names what is wrong, if it cannot be shown or nobody could read it
 */
export function readBrand(brand: Brand): Record<string, string> {
  const faults = brandFaults(brand);
  if (faults.length > 0) throw new Error(faults.join('; '));
  return brandStyle(brand);
}
