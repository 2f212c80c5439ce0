import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssemblyError, readApp, synthesise, type AppModel } from 'cdk-app-emulator';
import type { PageConfig } from '../web/page/config/page-config.ts';
import { audience, issuerUrl } from './issuer/development-issuer.ts';

/** Any app, with or without a page. */
export type AppWithPage = AppModel & {
  /** The folder with the built page. */
  pageFolder?: string | null;
  /** The settings that are deployed with it. What only a deployment knows is a placeholder there. */
  pageConfig?: Partial<PageConfig>;
};

/** The chat's own app. */
export type LocalApp = AppWithPage & { webSocketApi: object; httpApi: object };

const projectFolder = join(import.meta.dirname, '..');

/** The deployment is the one of this machine; every other setting comes from the environment. */
const localDeployment = {
  CHAT_STAGE: 'local',
  CHAT_ISSUER: issuerUrl,
  CHAT_AUDIENCE: audience,
  CHAT_JWKS_URI: `${issuerUrl}/.well-known/jwks.json`,
  // CloudFormation's own rules take longer than everything else, and a deployment checks them.
  CDK_VALIDATION: 'false',
};

const loaded = new Map<string, Promise<LocalApp>>();

/** The synthesised app. `deploySettings` (`CHAT_RATE_LIMIT` …) override the environment. Read once in a process. */
export function loadApp(deploySettings: Record<string, string> = {}): Promise<LocalApp> {
  const key = JSON.stringify(Object.entries(deploySettings).sort());
  const app = loaded.get(key) ?? load({ ...deploySettings, ...localDeployment });
  loaded.set(key, app);
  return app;
}

async function load(settings: Record<string, string>): Promise<LocalApp> {
  const folder = await synthesise({
    projectFolder,
    entry: 'bin/chat.ts',
    sources: ['bin', 'lib', 'lambdas', 'protocol', 'web', 'cdk.json', 'package-lock.json'],
    variablePattern: /^(CHAT|CDK)_/,
    settings,
  });
  // Deployed functions are named `<app>-<stage>-<function>`.
  const { deployedFolders, ...app } = readApp(folder, { shortNameOf: (name) => name.replace(/^.*?-local-/, '') });
  const { webSocketApi, httpApi } = app;
  if (webSocketApi === null || httpApi === null)
    throw new AssemblyError('the app needs a WebSocket API and an HTTP API');
  const folderWith = (file: string) => deployedFolders.find((one) => existsSync(join(one, file))) ?? null;
  const configFolder = folderWith('config.json');
  const pageConfig =
    configFolder === null ? {} : (JSON.parse(readFileSync(join(configFolder, 'config.json'), 'utf8')) as object);
  return { ...app, webSocketApi, httpApi, pageFolder: folderWith('index.html'), pageConfig };
}
