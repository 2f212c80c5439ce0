import { asyncApiDocument } from './asyncapi.ts';
import { openApiDocument } from './openapi.ts';

/** The generated documents: path in the repository → text. */
export function documents(): Record<string, string> {
  const text = (document: object) => `${JSON.stringify(document, null, 2)}\n`;
  return {
    'docs/openapi.json': text(openApiDocument()),
    'docs/asyncapi.json': text(asyncApiDocument()),
  };
}
