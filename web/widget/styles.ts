import components from '@marketplace-chat/components/styles.css?inline';
import widget from './widget.css?inline';

let sheets: CSSStyleSheet[] | null = null;

/**
 * The styles of the chat, shared by all shadow roots. A Content-Security-Policy without inline styles permits
 * constructed style sheets. (CSSOM, "Constructing CSSStyleSheet".)
 */
export function styleSheets(): CSSStyleSheet[] {
  sheets ??= [components, widget].map((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(forShadowRoot(css));
    return sheet;
  });
  return sheets;
}

/** In a shadow root, the element itself is what `:root` is in a page. */
function forShadowRoot(css: string): string {
  return css.replace(/:root(\[[^\]]*\])?/g, (_, attribute: string | undefined) =>
    attribute === undefined ? ':host' : `:host(${attribute})`,
  );
}
