import { join } from 'node:path';
import type { AppResources } from '../assembly/app-resources.ts';
import type { Plugin } from '../runtime/plugin.ts';
import { makeCustomResources } from './custom-resources.ts';
import type { CustomResourceModel } from './model.ts';
import { ResponseDoor } from './response-door.ts';

/**
 * What CloudFormation does with an app's functions while it deploys: it makes custom resources. Those of the CDK's own
 * functions, which have no names, have no effect here.
 */
export const cloudFormationPlugin: Plugin<{ customResources: CustomResourceModel[] }, object> = {
  resourceTypes: {},
  read: (app) => ({ customResources: readCustomResources(app) }),
  start({ customResources }, { settings, services, internalUrl }) {
    const functions = services.require('functions');
    const door = new ResponseDoor(internalUrl);
    const { DATA_DIR: kept } = settings;
    const folder = kept === undefined ? null : join(kept, 'custom-resources');
    return {
      handle: {},
      http: [door],
      ready: () => makeCustomResources(customResources, { functions, door, folder }),
    };
  },
};

function readCustomResources(app: AppResources): CustomResourceModel[] {
  return app.customResources().map(({ stackName, logicalId, type, properties }) => {
    const { ServiceToken: functionArn } = properties;
    return { stackName, logicalId, type, functionArn, properties: asTexts(properties) as Record<string, unknown> };
  });
}

function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asTexts(one)]));
}
