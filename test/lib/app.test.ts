import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { only, stackNames, stacksOf } from './stacks.ts';

const projectFolder = join(import.meta.dirname, '../..');

interface Run {
  exitCode: number;
  stderr: string;
  assembly: string;
}

/** Starts an app as the CDK's command does. */
function run(file: string, environment: Record<string, string> = {}): Promise<Run> {
  const assembly = mkdtempSync(join(tmpdir(), 'chat-assembly-'));
  const env = { PATH: process.env.PATH, CDK_OUTDIR: assembly, ...environment };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--import', 'tsx', file], { cwd: projectFolder, env }, (_, __, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, stderr, assembly }),
    );
  });
}

const certificateIn = (region: string) =>
  `arn:aws:acm:${region}:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab`;
const receiver = { CHAT_ALARM_RECEIVER: 'on-call@example.com' };
const issuer = { CHAT_ISSUER: 'https://login.example.com/', CHAT_AUDIENCE: 'chat' };
const hosts = {
  CHAT_ACCOUNT: '123456789012',
  CHAT_REGION: 'eu-west-1',
  CHAT_PAGE_DOMAIN: 'chat.example.com',
  CHAT_PAGE_CERTIFICATE: certificateIn('us-east-1'),
  CHAT_REST_DOMAIN: 'rest.example.com',
  CHAT_REST_CERTIFICATE: certificateIn('eu-west-1'),
  CHAT_WEB_SOCKET_DOMAIN: 'socket.example.com',
  CHAT_WEB_SOCKET_CERTIFICATE: certificateIn('eu-west-1'),
};

describe('the app', () => {
  it.each([
    ['development', { CHAT_STAGE: 'dev', CHAT_REMOVAL_POLICY: 'destroy', ...receiver }],
    ['production', { CHAT_STAGE: 'production', ...receiver }],
    ['hosts of its own', { CHAT_STAGE: 'hosts', ...hosts, ...receiver }],
    ['an issuer of its own', { CHAT_STAGE: 'issuer', ...issuer, ...receiver }],
    ['no page', { CHAT_STAGE: 'pageless', CHAT_PAGE: 'off', ...receiver }],
    ['one machine', { CHAT_STAGE: 'local', ...issuer }],
  ] as [string, Record<string, string>][])(
    'for %s passes the rules of CloudFormation and of cdk-nag',
    { timeout: 180_000 },
    async (_, environment) => {
      const { exitCode, stderr, assembly } = await run('bin/chat.ts', environment);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const { artifacts } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));
      expect(Object.keys(artifacts)).toContain(`chat-${environment.CHAT_STAGE}-app`);
    },
  );

  it('warns if nobody is notified of alarms', { timeout: 180_000 }, async () => {
    const { exitCode, stderr } = await run('bin/chat.ts');
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('alarmReceiver is not set')]);
  });

  it('says which setting is wrong in one line', { timeout: 180_000 }, async () => {
    const { exitCode, stderr } = await run('bin/chat.ts', { CHAT_RATE_LIMIT: 'fast' });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'rateLimit: CHAT_RATE_LIMIT is "fast": must be off, or a number per time such as 20/10s\n',
    });
  });

  it('fails on a template that CloudFormation would refuse', { timeout: 180_000 }, async () => {
    const { exitCode, stderr } = await run('test/lib/refused-app.ts');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('MessageRetentionPeriod');
  });

  it('names every address and name that clients and operators need', () => {
    const stacks = stacksOf();
    const outputs = stackNames.flatMap((name) => Object.keys(stacks[name].toJSON().Outputs ?? {}));
    expect(outputs.filter((output) => !output.startsWith('ExportsOutput')).sort()).toEqual([
      'ApiUrl',
      'ClientId',
      'EventBusName',
      'FailedEventsQueueUrl',
      'FailedNotificationsQueueUrl',
      'FilesBucketName',
      'Issuer',
      'PageBucketName',
      'PageDnsTarget',
      'PageUrl',
      'SignInUrl',
      'SystemMessageFunctionName',
      'TableName',
      'UndeliveredEventsQueueUrl',
      'UnpublishedChangesQueueUrl',
      'UnremovedFilesQueueUrl',
      'UserPoolId',
      'WebSocketUrl',
    ]);
  });

  it('holds no secret', () => {
    const stacks = stacksOf({ stage: 'production', alarmReceiver: 'on-call@example.com' });
    const text = stackNames.map((name) => JSON.stringify(stacks[name].toJSON())).join('');
    expect(text).not.toMatch(
      /AKIA[0-9A-Z]{16}|-----BEGIN|eyJ[\w-]+\.eyJ|"GenerateSecret":true|ClientSecret|Password":"/,
    );
  });

  it('lets a stage live in two regions: CloudFront is one for all of them', () => {
    const { app } = stacksOf({ region: 'eu-west-1', account: '123456789012' });
    const { Name } = only(app, 'AWS::CloudFront::OriginAccessControl').Properties.OriginAccessControlConfig;
    const headers = only(app, 'AWS::CloudFront::ResponseHeadersPolicy').Properties.ResponseHeadersPolicyConfig;
    const routing = only(app, 'AWS::CloudFront::Function').Properties;
    expect([Name, headers.Name, routing.Name]).toEqual([
      'chat-dev-eu-west-1',
      'chat-dev-eu-west-1',
      expect.stringContaining('eu-west-1'),
    ]);
  });

  it('lets stages live side by side: nothing that an account or region holds once is named the same', () => {
    const [one, two] = ['one', 'two'].map((stage) => {
      const stacks = stacksOf({ stage });
      const text = stackNames.map((name) => JSON.stringify(stacks[name].toJSON())).join('');
      return [...text.matchAll(/"\w*Name":"([^"]*chat[^"]*)"/g)].map(([, name]) => name as string);
    }) as [string[], string[]];
    expect(one.length).toBeGreaterThan(8);
    expect(one.filter((name) => two.includes(name))).toEqual([]);
  });
});
