import type { OwnRoutes } from 'cdk-app-emulator';
import type { ChaosApi } from './dev/chaos-api.ts';
import type { DevApi } from './dev/dev-api.ts';
import type { IssuerDocuments } from './issuer/issuer-documents.ts';
import type { PageServer } from './page/page-server.ts';

export interface OwnParts {
  documents: IssuerDocuments;
  dev: DevApi;
  chaos: ChaosApi;
  page: PageServer;
}

/** Everything on the app's port that does not exist on AWS, and the page, which a distribution serves there. */
export function ownRoutes({ documents, dev, chaos, page }: OwnParts): OwnRoutes {
  return { first: [documents, chaos, dev], otherwise: page };
}
