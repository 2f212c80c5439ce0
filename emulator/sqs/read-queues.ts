import type { AppResources } from '../assembly/app-resources.ts';
import { AssemblyError } from '../assembly/cloud-assembly.ts';
import { readStatement, type StatementProperties } from '../iam/read-roles.ts';
import type { QueueModel, Redrive } from './model.ts';

interface QueuePolicyProperties {
  PolicyDocument: { Statement: StatementProperties[] };
  Queues: string[];
}

interface QueueProperties {
  QueueName?: string;
  DelaySeconds?: number;
  VisibilityTimeout?: number;
  RedrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number | string };
}

/** SQS's default, in seconds. */
const defaultVisibilityTimeout = 30;

/**
 * The app's queues with their policies. Throws an `AssemblyError` for a policy that is not emulated, and for a
 * dead-letter queue that is not one of the app's.
 */
export function readQueues(app: AppResources): QueueModel[] {
  const policies = app.ofType<QueuePolicyProperties>('AWS::SQS::QueuePolicy');
  const queues = app.ofType<QueueProperties>('AWS::SQS::Queue').map(({ logicalId, ref: url, arn, properties }) => {
    const statements = policies
      .filter((policy) => policy.properties.Queues.includes(url))
      .flatMap((policy) => policy.properties.PolicyDocument.Statement);
    const policyStatements = statements.map((statement) => ({
      ...readStatement(logicalId, statement),
      principals: principalsOf(statement),
    }));
    return { logicalId, name: arn.split(':').at(-1)!, arn, url, policyStatements, ...readTimes(properties) };
  });
  queues.forEach((queue) => requireDeadLetters(queue, queues));
  return queues;
}

function readTimes({ DelaySeconds = 0, VisibilityTimeout = defaultVisibilityTimeout, RedrivePolicy }: QueueProperties) {
  const redrive: Redrive | null =
    RedrivePolicy === undefined
      ? null
      : {
          deadLetterArn: RedrivePolicy.deadLetterTargetArn,
          maxReceiveCount: Number(RedrivePolicy.maxReceiveCount),
        };
  return { delayMs: DelaySeconds * 1000, visibilityTimeoutMs: VisibilityTimeout * 1000, redrive };
}

function requireDeadLetters({ name, redrive }: QueueModel, queues: QueueModel[]): void {
  if (redrive === null || queues.some(({ arn }) => arn === redrive.deadLetterArn)) return;
  throw new AssemblyError(`queue ${name} has the dead-letter queue ${redrive.deadLetterArn}, which is not in the app`);
}

function principalsOf({ Principal: principal }: StatementProperties): string[] {
  return typeof principal === 'object' ? Object.values(principal).flat() : [principal ?? ''];
}
