import type { FunctionModel, InvokePermission, QueueSource, StreamSource } from '../runtime/functions.ts';
import type { PolicyStatement } from '../iam/policy.ts';
import type { AppResources, ResolvedResource } from '../assembly/app-resources.ts';
import { AssemblyError } from '../assembly/cloud-assembly.ts';
import { readEnvironment } from './function-environment.ts';
import { readRoleStatements } from '../iam/read-roles.ts';

interface FunctionProperties {
  FunctionName?: string;
  Code: { S3Key?: string };
  Handler: string;
  Runtime: string;
  Role: string;
  Timeout?: number;
  MemorySize?: number;
  Environment?: { Variables?: Record<string, string> };
  DeadLetterConfig?: { TargetArn?: string };
}

interface EventInvokeConfigProperties {
  FunctionName: string;
  MaximumRetryAttempts?: number;
  MaximumEventAgeInSeconds?: number;
  DestinationConfig?: { OnFailure?: { Destination: string } };
}

interface PermissionProperties {
  FunctionName: string;
  Principal: string;
  SourceArn?: string;
}

interface EventSourceMappingProperties {
  FunctionName: string;
  EventSourceArn: string;
  BatchSize?: number;
  MaximumBatchingWindowInSeconds?: number;
  MaximumRetryAttempts?: number;
  BisectBatchOnFunctionError?: boolean;
  FunctionResponseTypes?: string[];
  DestinationConfig?: { OnFailure?: { Destination: string } };
  FilterCriteria?: { Filters?: { Pattern: string }[] };
}

/** Lambda's defaults. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html */
const defaults = {
  timeoutSeconds: 3,
  memoryMb: 128,
  asyncRetries: 2,
  asyncMaxAgeSeconds: 21_600,
  streamBatchSize: 100,
  queueBatchSize: 10,
} as const;

/**
 * The app's functions. Throws an `AssemblyError` for one that is not Node.js code in an asset, or that
 * Lambda would refuse.
 */
export function readFunctions(app: AppResources, shortNameOf: (name: string) => string): FunctionModel[] {
  const roles = readRoleStatements(
    app,
    app.functions<FunctionProperties>().map(({ properties }) => roleNameOf(properties)),
  );
  const configs = app.ofType<EventInvokeConfigProperties>('AWS::Lambda::EventInvokeConfig');
  const permissions = app.ofType<PermissionProperties>('AWS::Lambda::Permission');
  const mappings = app.ofType<EventSourceMappingProperties>('AWS::Lambda::EventSourceMapping');
  return app.functions<FunctionProperties>().map((resource) => {
    const isOf = ({ properties }: { properties: { FunctionName: string } }) =>
      isNameOf(resource, properties.FunctionName);
    return {
      ...readFunction(app, resource, roles),
      shortName: shortNameOf(resource.ref),
      ...readAsync(configs.find(isOf)?.properties),
      invokePermissions: permissions.filter(isOf).map(({ properties }) => readPermission(properties)),
      streams: mappings
        .filter(isOf)
        .filter(isOfStream)
        .map(({ logicalId, properties }) => readStream(logicalId, properties)),
      queues: mappings
        .filter(isOf)
        .filter(isOfQueue)
        .map(({ logicalId, properties }) => readQueueSource(logicalId, properties)),
    };
  });
}

function isNameOf({ ref, arn }: ResolvedResource<unknown>, name: string): boolean {
  return name === ref || name === arn || name.startsWith(`${arn}:`);
}

type AsyncPart = Pick<FunctionModel, 'asyncRetries' | 'asyncMaxAgeMs' | 'onFailureArn'>;
type OwnPart = Omit<FunctionModel, keyof AsyncPart | 'shortName' | 'invokePermissions' | 'streams' | 'queues'>;

function readFunction(
  app: AppResources,
  resource: ResolvedResource<FunctionProperties>,
  roles: Map<string, PolicyStatement[]>,
): OwnPart {
  const { logicalId, ref: name, arn, properties } = resource;
  const codeFolder = app.assetFolders.get(properties.Code.S3Key ?? '');
  if (!properties.Runtime?.startsWith('nodejs'))
    throw new AssemblyError(`function ${name} runs on ${properties.Runtime}, which is not Node.js`);
  if (codeFolder === undefined) throw new AssemblyError(`function ${name} has no code among the assets`);
  const roleName = roleNameOf(properties);
  return {
    logicalId,
    name,
    arn,
    codeFolder,
    handler: properties.Handler,
    timeoutMs: (properties.Timeout ?? defaults.timeoutSeconds) * 1000,
    memoryMb: properties.MemorySize ?? defaults.memoryMb,
    environment: readEnvironment(name, properties.Environment?.Variables),
    roleName,
    roleStatements: roles.get(roleName) ?? [],
    deadLetterArn: properties.DeadLetterConfig?.TargetArn ?? null,
  };
}

const roleNameOf = ({ Role: arn }: FunctionProperties): string => arn.split('/').at(-1)!;

function readAsync(config: EventInvokeConfigProperties | undefined): AsyncPart {
  return {
    asyncRetries: config?.MaximumRetryAttempts ?? defaults.asyncRetries,
    asyncMaxAgeMs: (config?.MaximumEventAgeInSeconds ?? defaults.asyncMaxAgeSeconds) * 1000,
    onFailureArn: config?.DestinationConfig?.OnFailure?.Destination ?? null,
  };
}

function readPermission({ Principal, SourceArn }: PermissionProperties): InvokePermission {
  return { principal: Principal, sourceArn: SourceArn ?? null };
}

type Mapping = ResolvedResource<EventSourceMappingProperties>;

const isOfQueue = ({ properties }: Mapping): boolean => properties.EventSourceArn.startsWith('arn:aws:sqs:');
const isOfStream = (mapping: Mapping): boolean => !isOfQueue(mapping);

/** What only mappings of streams have is refused, as filters are, which are not emulated. */
function readQueueSource(logicalId: string, mapping: EventSourceMappingProperties): QueueSource {
  const refused = (
    ['MaximumRetryAttempts', 'BisectBatchOnFunctionError', 'DestinationConfig', 'FilterCriteria'] as const
  ).find((name) => mapping[name] !== undefined);
  if (refused !== undefined)
    throw new AssemblyError(`${logicalId} reads a queue with ${refused}, which is not emulated`);
  return {
    queueArn: mapping.EventSourceArn,
    batchSize: mapping.BatchSize ?? defaults.queueBatchSize,
    batchingWindowMs: (mapping.MaximumBatchingWindowInSeconds ?? 0) * 1000,
    reportsBatchItemFailures: mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
  };
}

function readStream(logicalId: string, mapping: EventSourceMappingProperties): StreamSource {
  const [, tableArn] = /^(arn:aws:dynamodb:.*:table\/[^/]+)\/stream\//.exec(mapping.EventSourceArn) ?? [];
  if (tableArn === undefined)
    throw new AssemblyError(`${logicalId} reads ${mapping.EventSourceArn}, which is no stream of a table`);
  return {
    tableArn,
    batchSize: mapping.BatchSize ?? defaults.streamBatchSize,
    batchingWindowMs: (mapping.MaximumBatchingWindowInSeconds ?? 0) * 1000,
    retries: mapping.MaximumRetryAttempts ?? -1,
    bisectOnError: mapping.BisectBatchOnFunctionError ?? false,
    reportsBatchItemFailures: mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    onFailureArn: mapping.DestinationConfig?.OnFailure?.Destination ?? null,
    filterPatterns: (mapping.FilterCriteria?.Filters ?? []).map(({ Pattern }) => JSON.parse(Pattern) as unknown),
  };
}
