/** What the page is told at run time, so that one build serves every stage: `/config.json`. */
export interface PageConfig {
  /** REST, with its base path; relative to the page or absolute. */
  apiUrl: string;
  webSocketUrl: string;
  issuer: string;
  clientId: string;
  scope: string;
  /** On one machine: sign-in is a choice of demo users, and tokens come from the development issuer. */
  dev: boolean;
}

/** Throws where the settings cannot be had: the page then shows that it cannot start. */
export async function loadConfig(): Promise<PageConfig> {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`);
  const config = (await response.json()) as Partial<PageConfig>;
  return {
    apiUrl: absolute(config.apiUrl ?? '/api/chat', 'http'),
    webSocketUrl: absolute(config.webSocketUrl ?? '/ws', 'ws'),
    issuer: config.issuer ?? '',
    clientId: config.clientId ?? '',
    scope: config.scope ?? 'openid profile',
    dev: config.dev === true,
  };
}

function absolute(url: string, scheme: 'http' | 'ws'): string {
  const page = scheme === 'ws' ? location.href.replace(/^http/, 'ws') : location.href;
  return new URL(url, page).href.replace(/\/$/, '');
}
