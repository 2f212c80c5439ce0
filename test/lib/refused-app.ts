import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';

/**
 * An app with the project's flags and a queue that CloudFormation refuses: no queue keeps messages for five seconds.
 */
const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
const app = new App({ context });
new CfnQueue(new Stack(app, 'refused'), 'Queue', { messageRetentionPeriod: 5 });
app.synth();
