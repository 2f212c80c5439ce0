import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, LoggingFormat, Runtime, SystemLogLevel, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import {
  functionNames,
  type ByFunction,
  type EnvironmentOf,
  type FunctionName,
  type OptionalFunction,
} from '../lambdas/platform/settings.ts';
import { acknowledge } from './acknowledge.ts';
import type { CodeFolderOf } from './bundles.ts';
import type { DeploySettings } from './settings.ts';

/**
 * The environment of every function; null for one that a setting leaves out. A missing setting, or one that the
 * function does not read, does not compile.
 */
export type Environments = { [F in FunctionName]: EnvironmentOf<F> | (F extends OptionalFunction ? null : never) };

export interface ChatFunctionsProps {
  settings: DeploySettings;
  codeFolderOf: CodeFolderOf;
  environments: Environments;
}

/** The name of a function in AWS. */
export function functionName({ stage }: Pick<DeploySettings, 'stage'>, name: FunctionName): string {
  return `chat-${stage}-${name}`;
}

/** In seconds. The gateways wait for an answer for 29 s (WebSocket) and 30 s (HTTP). */
const timeouts: Record<FunctionName, number> = {
  authorizer: 10,
  connect: 15,
  disconnect: 30,
  frame: 28,
  http: 28,
  search: 28,
  attachments: 28,
  'remove-files': 60,
  'scan-result': 30,
  'system-message': 60,
  'publish-changes': 60,
  notifications: 28,
  'socket-io': 20,
};

/** The functions that the marketplace itself needs, even while its users use up the concurrency. */
const functionsOfMarketplace: readonly FunctionName[] = ['system-message', 'publish-changes'];

/**
 * Executions that no other function may use, and the maximum for this one. An account must keep 100 unreserved, or the
 * deploy fails, so a new account can reserve none. ("Configuring reserved concurrency for a function".)
 */
function reservedFor(name: FunctionName, { reservedConcurrency }: DeploySettings) {
  if (reservedConcurrency === null || !functionsOfMarketplace.includes(name)) return {};
  return { reservedConcurrentExecutions: reservedConcurrency };
}

/** The deployed functions. Each has its own role, which may only write the function's log until more is granted. */
export class ChatFunctions extends Construct {
  readonly byName: ByFunction<Function>;
  /** The names of those that the settings leave in. */
  readonly names: readonly FunctionName[];

  constructor(scope: Construct, id: string, props: ChatFunctionsProps) {
    super(scope, id);
    this.names = functionNames.filter((name) => props.environments[name] !== null);
    this.byName = Object.fromEntries(this.names.map((name) => [name, this.make(name, props)])) as ByFunction<Function>;
  }

  /** The role whose policy holds a function's permissions. */
  roleOf(name: FunctionName): IConstruct {
    return this.node.findChild(`${name}-role`);
  }

  private make(name: FunctionName, { settings, codeFolderOf, environments }: ChatFunctionsProps): Function {
    const deployedName = functionName(settings, name);
    const logGroup = new LogGroup(this, `${name}-log`, {
      logGroupName: `/aws/lambda/${deployedName}`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The role that CDK would create may write every log group of the account.
    const role = new Role(this, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    if (settings.tracing)
      acknowledge(role, { 'IAM5[Resource::*]': 'Sending traces to X-Ray cannot be limited to resources' });
    return new Function(this, name, {
      functionName: deployedName,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // WARN omits Lambda's lines about successful calls. (Lambda, "Log-level filtering".)
      systemLogLevelV2: settings.callReports ? SystemLogLevel.INFO : SystemLogLevel.WARN,
      tracing: settings.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(codeFolderOf(name)),
      handler: 'index.handler',
      environment: { ...environments[name] },
      memorySize: 512,
      timeout: Duration.seconds(timeouts[name]),
      ...reservedFor(name, settings),
    });
  }
}
