import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { tableSchema } from '../lambdas/data/table.ts';
import type { DeploySettings } from './settings.ts';

export interface DataStackProps extends StackProps {
  settings: DeploySettings;
}

/** The table. With `removalPolicy=retain` it outlives its stack and cannot be deleted by mistake. */
export class DataStack extends Stack {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    const { partitionKey, sortKey, ttlAttribute, inboxIndex } = tableSchema;
    const retain = settings.removalPolicy === 'retain';
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      sortKey: { name: sortKey, type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: inboxIndex.name,
          partitionKey: { name: inboxIndex.partitionKey, type: AttributeType.STRING },
          sortKey: { name: inboxIndex.sortKey, type: AttributeType.NUMBER },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      billing: Billing.onDemand(),
      // The key that DynamoDB owns is free; KMS charges for requests with other keys.
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: ttlAttribute,
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    // Exported whether or not the app's stack imports them: a deploy that removed an export would fail while the stack
    // that is deployed still imports it. (aws-cdk issue 7602.)
    [this.table.tableName, this.table.tableArn, this.table.tableStreamArn].forEach((value) => this.exportValue(value));
  }
}
