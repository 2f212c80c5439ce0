import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { DeploySettings } from './settings.ts';

export interface PushKeysProps {
  settings: DeploySettings;
  codeFolder: string;
}

/**
 * The keys by which push services know this chat, in a secret. A function makes them while the stack is deployed, so
 * that no template and no person ever has them; a later deploy keeps them.
 */
export class PushKeys extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { settings, codeFolder }: PushKeysProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: 'The keys with which the chat signs pushes to browsers (RFC 8292)',
      removalPolicy: settings.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(this.secret, { SMG4: 'With other keys every browser would have to subscribe again' });
    const make = this.function(settings, codeFolder);
    make.addToRolePolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
        resources: [this.secret.secretArn],
      }),
    );
    const keys = new CustomResource(this, 'Resource', {
      serviceToken: make.functionArn,
      resourceType: 'Custom::PushKeys',
      properties: { SecretArn: this.secret.secretArn },
    });
    keys.node.addDependency(make);
  }

  private function(settings: DeploySettings, codeFolder: string): Function {
    const functionName = `chat-${settings.stage}-push-keys`;
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    return new Function(this, 'Function', {
      functionName,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(codeFolder),
      handler: 'index.handler',
      memorySize: 256,
      timeout: Duration.seconds(30),
    });
  }
}
