import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { acknowledge } from '../../lib/acknowledge.ts';
import { addChecks } from '../../lib/checks.ts';
import { appOf } from './stacks.ts';

const certificateIn = (region: string) =>
  `arn:aws:acm:${region}:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab`;

describe('the AwsSolutions checks of cdk-nag', () => {
  it.each([
    ['development', {}],
    ['production', { stage: 'production', alarmReceiver: 'on-call@example.com' }],
    [
      'production with an issuer and hosts of its own, in a region that is known',
      {
        stage: 'production',
        account: '123456789012',
        region: 'eu-west-1',
        issuer: 'https://login.example.com/',
        audience: 'chat',
        pageDomain: 'chat.example.com',
        pageCertificate: certificateIn('us-east-1'),
        restDomain: 'rest.example.com',
        restCertificate: certificateIn('eu-west-1'),
        webSocketDomain: 'socket.example.com',
        webSocketCertificate: certificateIn('eu-west-1'),
      },
    ],
  ])('find nothing in a stage for %s that is not acknowledged', (_, context) => {
    const app = appOf(context);
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  });
});

describe('synth', () => {
  afterEach(() => vi.unstubAllEnvs());

  /** A queue without dead letters, which the checks find (SQS3). */
  async function synthOf(stage: string, accepted: Record<string, string> = {}): Promise<void> {
    const app = new App({ builtinCloudFormationValidation: false });
    acknowledge(new Queue(new Stack(app, 'stack'), 'Queue', { enforceSSL: true }), accepted);
    await addChecks(app, stage);
    app.synth();
  }

  it('fails on a finding', async () => {
    await expect(synthOf('dev')).rejects.toThrow('AwsSolutions-SQS3');
  });

  it('takes a finding that is acknowledged', async () => {
    await expect(synthOf('dev', { SQS3: 'a test' })).resolves.toBeUndefined();
  });

  it('leaves the checks out on one machine', async () => {
    await expect(synthOf('local')).resolves.toBeUndefined();
  });

  it('leaves the checks out with CDK_VALIDATION=false', async () => {
    vi.stubEnv('CDK_VALIDATION', 'false');
    await expect(synthOf('dev')).resolves.toBeUndefined();
  });
});
