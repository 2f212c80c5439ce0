import type { Plugin } from 'vite';
import { packagedClassNames } from '../web/packaging/class-names/plugin.ts';
import { scopedStyles } from '../web/packaging/styles.ts';

/** The components as they are published: their styles are for the chat only. Those of the source style a page. */
export function asPublished(): Plugin[] {
  const styles: Plugin = {
    name: 'published-styles',
    enforce: 'pre',
    transform: { filter: { id: /\/web\/components\/styles\/index\.css$/ }, handler: (_code, id) => scopedStyles(id) },
  };
  return [packagedClassNames(), styles];
}
