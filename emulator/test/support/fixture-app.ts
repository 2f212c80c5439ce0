import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { readApp, type SynthesisedApp } from '../../read-app.ts';
import { readSettings } from '../../runtime/settings.ts';
import { startServices, type RunningServices, type ServicesOptions } from '../../start-services.ts';

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
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  temporary.push(folder);
  return folder;
}

/** Writes what `cdk synth` would write for these functions and resources. Returns the folder. */
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

/** The functions are deployed as `app-local-NAME`. */
const shortNameOf = (name: string) => name.replace(/^app-local-/, '');

export function readFixture(functions: Record<string, FixtureFunction>, resources?: Resources): SynthesisedApp {
  return readApp(writeAssembly(functions, resources), { shortNameOf });
}

/** The running services of an app with these functions, until the end of the test. */
export async function startFixture(
  functions: Record<string, FixtureFunction>,
  {
    resources,
    settings = {},
    ...options
  }: { resources?: Resources; settings?: Record<string, string> } & Partial<
    Pick<ServicesOptions, 'addresses' | 'routes'>
  > = {},
): Promise<RunningServices & { app: SynthesisedApp }> {
  const app = readFixture(functions, resources);
  const services = await startServices({
    app,
    settings: readSettings({ LOCAL_ASYNC_RETRY_DELAY_MS: '1', ...settings }),
    ...options,
  });
  onTestFinished(() => services.close());
  return { ...services, app };
}

/** The configuration of an AWS SDK client that calls the services as an operator, not as a function. */
export const operator = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' },
  maxAttempts: 1,
});
