import { bundle, type Selector, type SelectorComponent } from 'lightningcss';

const rootName = 'marketplace-chat';
const root: SelectorComponent = {
  type: 'pseudo-class',
  kind: 'where',
  selectors: [[{ type: 'class', name: rootName }]],
};
const within: SelectorComponent = { type: 'combinator', value: 'descendant' };

/**
 * Bundles the styles so that they apply to the chat only, not to the app around it: each selector needs a
 * `.marketplace-chat` above it, without counting more than before. `:root` becomes that element.
 */
export function scopedStyles(entry: string): Uint8Array {
  return bundle({ filename: entry, visitor: { Selector: scoped } }).code;
}

function scoped(selector: Selector): Selector {
  const [first, ...others] = selector;
  if (first?.type === 'class' && first.name === rootName) return selector;
  if (first?.type === 'pseudo-class' && first.kind === 'root') return [root, ...others];
  return [root, within, ...selector];
}
