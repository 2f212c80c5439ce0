import openapi from '../docs/openapi.json';
import { httpHandler } from './gateway/http-handler.ts';
import { observed } from './gateway/observed.ts';
import { readSettings } from './platform/settings.ts';
import { openServices } from './services.ts';
import { createVerifier } from './platform/tokens.ts';

const settings = readSettings('http');

/** Every REST endpoint. */
export const handler = observed(
  settings.metricsNamespace,
  httpHandler({
    ...openServices(settings),
    rules: settings,
    verifyToken: createVerifier(settings),
    openapi,
  }),
);
