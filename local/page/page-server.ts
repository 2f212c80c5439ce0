import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { requestTarget, respond } from 'cdk-app-emulator';
import type { PageConfig } from '../../web/page/config/page-config.ts';
import { brandSourcesOf, contentSecurityPolicy, frameHeaders } from '../../web/page/config/content-security-policy.ts';
import { audience, issuerUrl } from '../issuer/development-issuer.ts';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The distribution's headers without `Strict-Transport-Security`, which would restrict 127.0.0.1 to https. */
function securityHeaders(sources: string, frameAncestors: readonly string[]): Record<string, string> {
  const { policy, frameOptions } = frameHeaders(sources, frameAncestors);
  return {
    'access-control-allow-origin': '*',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    ...(frameOptions !== null && { 'x-frame-options': frameOptions }),
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(self)',
  };
}

/** What the page reads here as it would where it is deployed. */
export type SharedConfig = Pick<PageConfig, 'editWindowMs' | 'language' | 'brand' | 'notifications'>;

/**
 * The settings that the page reads when it starts: every service is at its own origin, and people sign in as
 * a demo user.
 */
const config: Omit<PageConfig, 'attachments' | keyof SharedConfig> = {
  apiUrl: '/api/chat',
  webSocketUrl: '/ws',
  issuer: issuerUrl,
  clientId: audience,
  scope: 'openid profile',
  authorizeParameters: {},
  usernameClaim: 'username',
  directoryUrl: '',
  dev: true,
};

/** Serves the page as bucket and distribution do: a path without a file extension is the page, a missing file 404. */
export class PageServer {
  constructor(
    private readonly folder: string | null,
    private readonly webSocketOrigin: () => string,
    /** The origins of stored files. */
    private readonly fileSources: string[],
    private readonly shared: SharedConfig,
    /** The setting `frameAncestors`. */
    private readonly frameAncestors: readonly string[],
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = normalised(requestTarget(request).path);
    const brandSources = brandSourcesOf(this.shared.brand);
    const sources = contentSecurityPolicy([this.webSocketOrigin()], this.fileSources, brandSources);
    const headers = securityHeaders(sources, this.frameAncestors);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return respond(response, 405, { ...headers, allow: 'GET, HEAD' }, '');
    const file = extname(path) === '' ? '/index.html' : path;
    const body = file === '/config.json' ? JSON.stringify(this.#config) : await this.#read(file);
    if (body === null)
      return respond(response, 404, { ...headers, 'content-type': 'text/plain; charset=utf-8' }, 'Not found');
    respond(response, 200, { ...headers, ...fileHeaders(file) }, body);
  }

  /** Files can be sent if there is a place to store them. */
  get #config(): PageConfig {
    return { ...config, ...this.shared, attachments: this.fileSources.length > 0 };
  }

  /** Null if there is no such file. `path` is normalised, so it holds no `..`; it is not decoded. */
  async #read(path: string): Promise<Buffer | null> {
    if (this.folder === null) return null;
    try {
      return await readFile(join(this.folder, path));
    } catch {
      return null;
    }
  }
}

function fileHeaders(file: string): Record<string, string> {
  const cached = file.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  return { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'cache-control': cached };
}

/** The path without `.` and `..`, however they were written. */
function normalised(path: string): string {
  return URL.canParse(path, 'http://page') ? new URL(path, 'http://page').pathname : '/';
}
