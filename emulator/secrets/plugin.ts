import { join } from 'node:path';
import { jsonService } from '../primitives/json-service.ts';
import type { Plugin } from '../runtime/plugin.ts';
import type { SecretModel } from './model.ts';
import { identifySecret, readSecrets } from './read-secrets.ts';
import { SecretStore } from './secret-store.ts';
import { callSecretsManager } from './secrets-api.ts';

/** Secrets Manager: secrets and their values, which are kept in `DATA_DIR`. */
export const secretsPlugin: Plugin<{ secrets: SecretModel[] }, object> = {
  resourceTypes: { 'AWS::SecretsManager::Secret': identifySecret },
  sdkNames: ['SECRETS_MANAGER'],
  read: (app) => ({ secrets: readSecrets(app) }),
  start({ secrets: models }, { settings, callers }) {
    const { DATA_DIR: folder } = settings;
    const store = new SecretStore(models, folder === undefined || models.length === 0 ? null : join(folder, 'secrets'));
    return {
      handle: {},
      http: [
        jsonService('secretsmanager', (operation, body, { authorization }) =>
          callSecretsManager({ models, store, callers }, operation, body, authorization),
        ),
      ],
    };
  },
};
