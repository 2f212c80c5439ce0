export interface TableModel {
  logicalId: string;
  name: string;
  arn: string;
  partitionKey: string;
  sortKey: string | null;
  attributeTypes: Record<string, 'S' | 'N' | 'B'>;
  /** Global secondary indexes. */
  indexes: { name: string; partitionKey: string; sortKey: string | null; projection: unknown }[];
  ttlAttribute: string | null;
  stream: boolean;
}
