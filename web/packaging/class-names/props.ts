import type { ElementType } from 'react';
import { prefixed } from './prefix.ts';

/** The props of an element; if it is one of HTML or SVG, with the class names of the package. */
export function packaged(type: ElementType, props: unknown): unknown {
  const { className } = props as { className?: unknown };
  if (typeof type !== 'string' || typeof className !== 'string') return props;
  return { ...(props as object), className: prefixed(className) };
}
