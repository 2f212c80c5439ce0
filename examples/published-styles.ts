import type { Plugin } from 'vite';
import { scopedStyles } from '../web/packaging/styles.ts';

/** The styles of the components as they are published, for the chat only. Those of the source style a page. */
export function publishedStyles(): Plugin {
  return {
    name: 'published-styles',
    enforce: 'pre',
    transform: {
      filter: { id: /\/web\/components\/styles\/index\.css$/ },
      handler: (_code, id) => Buffer.from(scopedStyles(id)).toString(),
    },
  };
}
