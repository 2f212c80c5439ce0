import { bundle, type Selector, type SelectorComponent } from 'lightningcss';
import { prefix, rootName } from './class-names/prefix.ts';

const root: SelectorComponent = {
  type: 'pseudo-class',
  kind: 'where',
  selectors: [[{ type: 'class', name: rootName }]],
};
const within: SelectorComponent = { type: 'combinator', value: 'descendant' };

/**
 * Bundles the styles so that they apply to the chat only, not to the app around it: each selector needs a
 * `.marketplace-chat` above it, without a higher specificity. `:root` becomes that element. Their class names are
 * those of the package.
 */
export function scopedStyles(entry: string): string {
  const cssModules = { pattern: `${prefix}[local]` };
  const { code } = bundle({ filename: entry, cssModules, visitor: { Selector: scoped } });
  return code.toString().replaceAll(`.${prefix}${rootName}`, `.${rootName}`);
}

function scoped(selector: Selector): Selector {
  const [first, ...others] = selector;
  if (first?.type === 'class' && first.name === rootName) return selector;
  if (first?.type === 'pseudo-class' && first.kind === 'root') return [root, ...others];
  return [root, within, ...selector];
}
