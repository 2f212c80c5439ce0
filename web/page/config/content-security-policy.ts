import type { Brand } from '@marketplace-chat/components';

interface BrandSources {
  pictures: readonly string[];
  fonts: readonly string[];
}

const noBrand: BrandSources = { pictures: [], fonts: [] };

/**
 * The page's Content-Security-Policy: only its own scripts and styles, nothing inline, nothing embedded.
 *
 * @param connectSources the other hosts that the page may connect to: REST, WebSocket, the OIDC issuer
 * @param fileSources where attached files are stored: the page uploads to them, and shows and plays what is there
 * @param brandSources where the logo and the font of the brand are
 */
export function contentSecurityPolicy(
  connectSources: readonly string[],
  fileSources: readonly string[] = [],
  brandSources: BrandSources = noBrand,
): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "style-src 'self'",
    // The page draws the favicon with the number of unread messages as a data: URL; blob: is a file before its upload.
    `img-src ${["'self'", 'data:', 'blob:', ...fileSources, ...brandSources.pictures].join(' ')}`,
    ...(brandSources.fonts.length === 0 ? [] : [`font-src ${brandSources.fonts.join(' ')}`]),
    `media-src ${['blob:', ...fileSources].join(' ')}`,
    `connect-src ${["'self'", ...connectSources, ...fileSources].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Where the page loads the logo and the font of a brand from. */
export function brandSourcesOf({ logo, fontUrl }: Brand = {}): BrandSources {
  const originOf = (url: string | undefined) => (url?.startsWith('https:') ? [new URL(url).origin] : []);
  return { pictures: originOf(logo), fonts: originOf(fontUrl) };
}

/**
 * The headers that say who may show the page in a frame: nobody, or the pages of these origins. `X-Frame-Options` is
 * for browsers that do not know `frame-ancestors`, and cannot name origins. (CSP 3, "Relation to X-Frame-Options".)
 *
 * @param policy the rest of the Content-Security-Policy
 */
export function frameHeaders(
  policy: string,
  frameAncestors: readonly string[],
): { policy: string; frameOptions: 'DENY' | null } {
  const allowed = frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ');
  return {
    policy: `${policy}; frame-ancestors ${allowed}`,
    frameOptions: frameAncestors.length === 0 ? 'DENY' : null,
  };
}

/**
 * For the <meta> in the page. One build serves every stage, so it cannot name hosts. The server's header is stricter.
 */
export const anyStage = [
  'https:',
  'wss:',
  'http://127.0.0.1:*',
  'ws://127.0.0.1:*',
  'http://localhost:*',
  'ws://localhost:*',
];

/** The same for files. */
export const filesOfAnyStage = ['https:', 'http://127.0.0.1:*', 'http://localhost:*'];

/** The same for a brand; pictures come from where files do. */
export const brandOfAnyStage: BrandSources = { pictures: [], fonts: ['https:'] };
