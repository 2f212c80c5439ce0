import { describe, expect, it } from 'vitest';
import { only, stacksOf } from './stacks.ts';

const tableOf = (context: Record<string, unknown>) => only(stacksOf(context).data, 'AWS::DynamoDB::GlobalTable');

describe('the table', () => {
  const { Properties } = tableOf({});

  it('has string keys, and an inbox index with only the keys', () => {
    expect(Properties.KeySchema).toEqual([
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ]);
    expect(Properties.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'inbox',
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'active_step', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    expect(Properties.AttributeDefinitions).toContainEqual({ AttributeName: 'active_step', AttributeType: 'N' });
  });

  it('is paid by request, forgets by ttl, and streams both images', () => {
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });

  it('can be set back to any point in time', () => {
    expect(Properties.Replicas[0].PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
  });

  it.each([{}, { stage: 'prod' }, { stage: 'production' }])(
    'outlives its stack, and is protected against deletion, with the settings %j',
    (settings) => {
      const { DeletionPolicy, UpdateReplacePolicy, Properties: kept } = tableOf(settings);
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
      expect(kept.Replicas[0].DeletionProtectionEnabled).toBe(true);
    },
  );

  it('is deleted with its stack only if the setting says so', () => {
    const { DeletionPolicy, Properties: deleted } = tableOf({ removalPolicy: 'destroy' });
    expect([DeletionPolicy, deleted.Replicas[0].DeletionProtectionEnabled]).toEqual(['Delete', false]);
  });
});
