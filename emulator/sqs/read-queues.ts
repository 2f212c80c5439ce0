import type { AppResources } from '../assembly/app-resources.ts';
import { readStatement, type StatementProperties } from '../iam/read-roles.ts';
import type { QueueModel } from './model.ts';

interface QueuePolicyProperties {
  PolicyDocument: { Statement: StatementProperties[] };
  Queues: string[];
}

/** The app's queues with their policies. Throws an `AssemblyError` for a policy that is not emulated. */
export function readQueues(app: AppResources): QueueModel[] {
  const policies = app.ofType<QueuePolicyProperties>('AWS::SQS::QueuePolicy');
  return app.ofType<{ QueueName?: string }>('AWS::SQS::Queue').map(({ logicalId, ref: url, arn }) => {
    const statements = policies
      .filter(({ properties }) => properties.Queues.includes(url))
      .flatMap(({ properties }) => properties.PolicyDocument.Statement);
    const policyStatements = statements.map((statement) => ({
      ...readStatement(logicalId, statement),
      principals: principalsOf(statement),
    }));
    return { logicalId, name: arn.split(':').at(-1)!, arn, url, policyStatements };
  });
}

function principalsOf({ Principal: principal }: StatementProperties): string[] {
  return typeof principal === 'object' ? Object.values(principal).flat() : [principal ?? ''];
}
