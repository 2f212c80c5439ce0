import openapi from '../docs/openapi.json';
import { chatAnswers } from './gateway/chat-answers.ts';
import { httpHandler } from './gateway/http-handler.ts';
import { observed } from './gateway/observed.ts';
import { readSettings } from './platform/settings.ts';
import { openServices } from './services.ts';
import { createVerifier } from './platform/tokens.ts';

const settings = readSettings('http');

/** The REST endpoints of threads, messages and blocks, and whatever path does not exist. */
export const handler = observed(
  settings.metricsNamespace,
  httpHandler(
    { ...openServices(settings), rules: settings, verifyToken: createVerifier(settings) },
    { answers: chatAnswers, documents: { openapi } },
  ),
);
