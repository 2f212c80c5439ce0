import * as z from 'zod';
import type { Brand } from '../web/components/brand/brand.ts';
import { brandFaults } from '../web/components/brand/faults.ts';

const color = z.union([z.string(), z.strictObject({ light: z.string(), dark: z.string() })]).optional();
const form = z.strictObject({
  name: z.string().optional(),
  logo: z.string().optional(),
  colors: z.strictObject({ accent: color, surface: color, text: color }).optional(),
  radius: z.number().optional(),
  font: z.string().optional(),
  fontUrl: z.string().optional(),
});

/** The brand of the page as JSON. A brand with too little contrast is refused, by the names of its colours. */
export const brand = z.string().transform((text, context): Brand => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  const read = form.safeParse(parsed(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    return refuse(`must be a brand in JSON (docs/branding.md): ${issue?.path.join('.')} ${issue?.message}`);
  }
  const faults = brandFaults(read.data);
  return faults.length === 0 ? read.data : refuse(faults.join('; '));
});

/** Undefined if the text is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
