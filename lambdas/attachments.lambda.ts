import { attachmentAnswers } from './gateway/attachment-answers.ts';
import { httpHandler } from './gateway/http-handler.ts';
import { observed } from './gateway/observed.ts';
import { readSettings } from './platform/settings.ts';
import { createVerifier } from './platform/tokens.ts';
import { openFiles, openServices } from './services.ts';

const settings = readSettings('attachments');

/** The REST endpoints of files. */
export const handler = observed(
  settings.metricsNamespace,
  httpHandler(
    {
      ...openServices(settings),
      files: openFiles(settings.filesBucket),
      rules: settings,
      verifyToken: createVerifier(settings),
    },
    { answers: attachmentAnswers },
  ),
);
