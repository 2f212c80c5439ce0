/** AWS's list price in us-east-1, without free tiers and volume discounts. */
export interface Price {
  /** US dollars for `per` of `unit`. */
  usd: number;
  per: number;
  unit: string;
  /** The page on which AWS publishes it. */
  source: string;
}

export const priceRegion = 'us-east-1';
/** When these figures were looked up. */
export const priceDate = '2026-11-22';

const million = 1_000_000;
const apiGateway = 'https://aws.amazon.com/api-gateway/pricing/';
const lambda = 'https://aws.amazon.com/lambda/pricing/';
const dynamoDb = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const s3 = 'https://aws.amazon.com/s3/pricing/';
const cloudWatch = 'https://aws.amazon.com/cloudwatch/pricing/';

export const prices = {
  webSocketMessages: { usd: 1, per: million, unit: 'WebSocket messages in or out, of up to 32 KB', source: apiGateway },
  connectionMinutes: { usd: 0.25, per: million, unit: 'connection minutes', source: apiGateway },
  httpRequests: { usd: 1, per: million, unit: 'HTTP API requests', source: apiGateway },
  invocations: { usd: 0.2, per: million, unit: 'Lambda requests', source: lambda },
  gbSeconds: { usd: 0.0000133334, per: 1, unit: 'Lambda GB-seconds, arm64', source: lambda },
  writeUnits: { usd: 0.625, per: million, unit: 'DynamoDB write request units, on-demand', source: dynamoDb },
  readUnits: { usd: 0.125, per: million, unit: 'DynamoDB read request units, on-demand', source: dynamoDb },
  storedGbMonths: { usd: 0.25, per: 1, unit: 'DynamoDB GB-months of storage', source: dynamoDb },
  backupGbMonths: { usd: 0.2, per: 1, unit: 'DynamoDB GB-months of point-in-time recovery', source: dynamoDb },
  storageWrites: { usd: 0.005, per: 1_000, unit: 'S3 PUT, POST or LIST requests', source: s3 },
  storageReads: { usd: 0.0004, per: 1_000, unit: 'S3 GET or HEAD requests', source: s3 },
  fileGbMonths: { usd: 0.023, per: 1, unit: 'S3 GB-months of storage', source: s3 },
  busEvents: {
    usd: 1,
    per: million,
    unit: 'EventBridge custom events, of up to 64 KB',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
  },
  queueRequests: {
    usd: 0.4,
    per: million,
    unit: 'SQS requests, of up to 64 KB',
    source: 'https://aws.amazon.com/sqs/pricing/',
  },
  logGb: { usd: 0.5, per: 1, unit: 'GB of logs ingested', source: cloudWatch },
  alarmMetrics: { usd: 0.1, per: 1, unit: 'metrics of CloudWatch alarms, a month', source: cloudWatch },
  metrics: { usd: 0.3, per: 1, unit: 'custom CloudWatch metrics, a month', source: cloudWatch },
  dashboards: { usd: 3, per: 1, unit: 'CloudWatch dashboards, a month', source: cloudWatch },
  traces: { usd: 5, per: million, unit: 'X-Ray traces recorded', source: 'https://aws.amazon.com/xray/pricing/' },
  transferGb: {
    usd: 0.09,
    per: 1,
    unit: 'GB out to the internet',
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/',
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;
export const priceNames = Object.keys(prices) as PriceName[];
