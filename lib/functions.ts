import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, LoggingFormat, Runtime, SystemLogLevel, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { functionNames, type EnvironmentOf, type FunctionName } from '../lambdas/platform/settings.ts';
import { acknowledge } from './acknowledge.ts';
import type { CodeFolderOf } from './bundles.ts';
import type { DeploySettings } from './settings.ts';

/** The environment of every function: one that lacks a setting, or sets one that its function does not read, does not compile. */
export type Environments = { [F in FunctionName]: EnvironmentOf<F> };

export interface ChatFunctionsProps {
  settings: DeploySettings;
  codeFolderOf: CodeFolderOf;
  environments: Environments;
}

/** Seconds. The gateways give up on an answer after 29 and 30; nobody waits for what comes later. */
const timeouts: Record<FunctionName, number> = {
  authorizer: 10,
  connect: 15,
  disconnect: 30,
  frame: 28,
  http: 28,
  'system-message': 60,
  'publish-changes': 60,
};

/** The deployed functions, each with its own role, which may so far write the function's own log and nothing else. */
export class ChatFunctions extends Construct {
  readonly byName: Record<FunctionName, Function>;

  constructor(scope: Construct, id: string, props: ChatFunctionsProps) {
    super(scope, id);
    this.byName = Object.fromEntries(functionNames.map((name) => [name, this.make(name, props)])) as Record<
      FunctionName,
      Function
    >;
  }

  /** What a function is let do stands in the policy of its role. */
  roleOf(name: FunctionName): IConstruct {
    return this.node.findChild(`${name}-role`);
  }

  private make(name: FunctionName, { settings, codeFolderOf, environments }: ChatFunctionsProps): Function {
    const functionName = `chat-${settings.stage}-${name}`;
    const logGroup = new LogGroup(this, `${name}-log`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of our own: the one that CDK makes may write every log group of the account.
    const role = new Role(this, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    if (settings.tracing)
      acknowledge(role, { 'IAM5[Resource::*]': 'Traces are sent to X-Ray, which knows no resources for it' });
    return new Function(this, name, {
      functionName,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // WARN leaves out what Lambda says of calls that went well. (Lambda, "Log-level filtering".)
      systemLogLevelV2: settings.callReports ? SystemLogLevel.INFO : SystemLogLevel.WARN,
      tracing: settings.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(codeFolderOf(name)),
      handler: 'index.handler',
      environment: { ...environments[name] },
      memorySize: 512,
      timeout: Duration.seconds(timeouts[name]),
    });
  }
}
