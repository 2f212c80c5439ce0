import { join } from 'node:path';
import { readAssembly } from '../emulator/read-app.ts';
import { synthesise } from '../emulator/assembly/synthesise.ts';
import { audience, issuerUrl } from './issuer/development-issuer.ts';
import type { LocalApp } from '../emulator/runtime/model.ts';

const projectFolder = join(import.meta.dirname, '..');

/** What makes a deployment the one on this machine; the other settings are the environment's. */
const localDeployment = {
  CHAT_STAGE: 'local',
  CHAT_ISSUER: issuerUrl,
  CHAT_AUDIENCE: audience,
  CHAT_JWKS_URI: `${issuerUrl}/.well-known/jwks.json`,
};

const known = new Map<string, Promise<LocalApp>>();

/** The synthesised app with these deploy settings (`CHAT_RATE_LIMIT`, …) over those of the environment; read once a process. */
export function loadApp(deploySettings: Record<string, string> = {}): Promise<LocalApp> {
  const key = JSON.stringify(Object.entries(deploySettings).sort());
  const loading =
    known.get(key) ??
    synthesise({ projectFolder, settings: { ...deploySettings, ...localDeployment } }).then(readAssembly);
  known.set(key, loading);
  return loading;
}
