import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestTarget, respondJson, type HttpPart } from 'cdk-app-emulator';
import type { DevelopmentIssuer } from './development-issuer.ts';

/** The development issuer's public documents. As with any issuer, every origin may read them. */
export class IssuerDocuments implements HttpPart {
  constructor(private readonly issuer: Pick<DevelopmentIssuer, 'document'>) {}

  serves(request: IncomingMessage): boolean {
    return requestTarget(request).path.startsWith('/.well-known/');
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const document = this.issuer.document(requestTarget(request).path);
    if (document === null) respondJson(response, 404, { message: 'Not Found' });
    else respondJson(response, 200, document);
  }
}
