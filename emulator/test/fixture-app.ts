import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { readAssembly } from '../read-app.ts';
import { startCore, type Core, type CoreOptions } from '../start-services.ts';
import type { LocalApp } from '../runtime/model.ts';
import { readLocalSettings } from '../runtime/settings.ts';

/** One function of a fixture app. */
export interface FixtureFunction {
  /** The bundle, an ES module. */
  code: string;
  properties?: Record<string, unknown>;
  statements?: Record<string, unknown>[];
}

type Resources = Record<string, unknown>;

const temporary: string[] = [];
afterAll(() => temporary.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-core-'));
  temporary.push(folder);
  return folder;
}

/** Writes what `cdk synth` would write for these functions and resources, and gives the folder. */
export function writeAssembly(
  functions: Record<string, FixtureFunction>,
  resources: Resources = {},
  outputs: Resources = {},
): string {
  const folder = temporaryFolder();
  const files: Record<string, unknown> = {};
  for (const [name, { code }] of Object.entries(functions)) {
    mkdirSync(join(folder, `asset.${name}`));
    writeFileSync(join(folder, `asset.${name}`, 'index.mjs'), code);
    files[name] = {
      source: { path: `asset.${name}`, packaging: 'zip' },
      destinations: { here: { objectKey: `${name}.zip` } },
    };
  }
  const all = { ...apis, ...Object.assign({}, ...Object.entries(functions).map(functionResources)), ...resources };
  writeJson(folder, 'app.template.json', { Resources: all, Outputs: outputs });
  writeJson(folder, 'app.assets.json', { files });
  writeJson(folder, 'manifest.json', {
    artifacts: {
      'app.assets': { type: 'cdk:asset-manifest', properties: { file: 'app.assets.json' } },
      app: { type: 'aws:cloudformation:stack', properties: { templateFile: 'app.template.json', stackName: 'app' } },
    },
  });
  return folder;
}

export function writeJson(folder: string, name: string, value: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(value));
}

/** An app has exactly one of each API. */
const apis: Resources = {
  Socket: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'socket', ProtocolType: 'WEBSOCKET' } },
  SocketStage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Socket' }, StageName: 'ws' } },
  Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'http', ProtocolType: 'HTTP' } },
  HttpStage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Http' }, StageName: '$default' } },
};

function functionResources([name, { properties = {}, statements = [] }]: [string, FixtureFunction]): Resources {
  return {
    [name]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: `app-local-${name}`,
        Code: { S3Key: `${name}.zip` },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] },
        ...properties,
      },
    },
    [`${name}Role`]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    [`${name}Policy`]: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: { Statement: statements }, Roles: [{ Ref: `${name}Role` }] },
    },
  };
}

export function readFixture(functions: Record<string, FixtureFunction>, resources?: Resources): LocalApp {
  return readAssembly(writeAssembly(functions, resources));
}

/** A running core for these functions; it ends with the test. Settings are as in the environment. */
export async function startFixture(
  functions: Record<string, FixtureFunction>,
  {
    resources,
    settings = {},
    ...options
  }: { resources?: Resources; settings?: Record<string, string> } & Pick<CoreOptions, 'addresses' | 'others'> = {},
): Promise<Core & { app: LocalApp }> {
  const app = readFixture(functions, resources);
  const core = await startCore({
    app,
    settings: readLocalSettings({ LOCAL_ASYNC_RETRY_DELAY_MS: '1', ...settings }),
    ...options,
  });
  onTestFinished(() => core.close());
  return { ...core, app };
}

/** What an AWS SDK client needs to reach a core as somebody who is no function. */
export const operator = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' },
  maxAttempts: 1,
});
