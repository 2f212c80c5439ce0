import { RowSizes } from './chat/search/row-sizes.ts';
import { httpHandler } from './gateway/http-handler.ts';
import { observed } from './gateway/observed.ts';
import { searchAnswers } from './gateway/search-answers.ts';
import { SearchPages } from './gateway/search-pages.ts';
import { readSettings } from './platform/settings.ts';
import { openSearchServices } from './services.ts';
import { createVerifier } from './platform/tokens.ts';

const settings = readSettings('search');

/** The search of messages. */
export const handler = observed(
  settings.metricsNamespace,
  httpHandler(
    {
      ...openSearchServices(settings),
      rules: settings,
      verifyToken: createVerifier(settings),
      rowSizes: new RowSizes(),
      pages: new SearchPages(),
    },
    { answers: searchAnswers },
  ),
);
