import type { TableModel } from './model.ts';
import type { AppResources } from '../assembly/app-resources.ts';
import { AssemblyError } from '../assembly/cloud-assembly.ts';

interface KeySchema {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}

interface TableProperties {
  KeySchema: KeySchema[];
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  GlobalSecondaryIndexes?: { IndexName: string; KeySchema: KeySchema[]; Projection: unknown }[];
  LocalSecondaryIndexes?: unknown[];
  TimeToLiveSpecification?: { AttributeName?: string; Enabled: boolean };
  StreamSpecification?: { StreamViewType: string };
}

/** The app's tables. Throws an `AssemblyError` for a table with local secondary indexes. */
export function readTables(app: AppResources): TableModel[] {
  return app
    .ofType<TableProperties>('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')
    .map(({ logicalId, ref, arn, properties }) => {
      const { TimeToLiveSpecification: ttl, LocalSecondaryIndexes, GlobalSecondaryIndexes = [] } = properties;
      if (LocalSecondaryIndexes) throw new AssemblyError(`table ${ref} has local indexes, which are not emulated`);
      return {
        logicalId,
        name: ref,
        arn,
        ...keysOf(properties.KeySchema),
        attributeTypes: Object.fromEntries(
          properties.AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType]),
        ),
        indexes: GlobalSecondaryIndexes.map((index) => ({
          name: index.IndexName,
          ...keysOf(index.KeySchema),
          projection: index.Projection,
        })),
        ttlAttribute: ttl?.Enabled ? (ttl.AttributeName ?? null) : null,
        stream: properties.StreamSpecification !== undefined,
      };
    });
}

function keysOf(schema: KeySchema[]): { partitionKey: string; sortKey: string | null } {
  const nameOf = (type: KeySchema['KeyType']) => schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  return { partitionKey: nameOf('HASH')!, sortKey: nameOf('RANGE') ?? null };
}
