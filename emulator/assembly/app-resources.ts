import { AssemblyError, type CloudAssembly, type Resource } from './cloud-assembly.ts';
import { Resolver } from './resolver.ts';

/** A resource of the app with everything in it resolved. */
export interface ResolvedResource<T> {
  logicalId: string;
  type: string;
  /** What `Ref` gives. */
  ref: string;
  arn: string;
  properties: T;
}

/** What runs on one machine. */
const reproduced = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::RouteResponse',
  'AWS::ApiGatewayV2::Stage',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
];

/** What the conversation does not hang on: the page's delivery, sign-in, watching, deploying. */
const withoutEffect =
  /^(Custom::|AWS::(CDK|CertificateManager|CloudFormation|CloudFront|CloudWatch|Cognito|IAM|KMS|Logs|Route53|S3|SNS|SSM|WAFv2|XRay)::|AWS::Lambda::LayerVersion$|AWS::ApiGateway::Account$|AWS::ApiGatewayV2::(ApiMapping|Deployment|DomainName)$)/;

/** The resources of all stacks. Throws an `AssemblyError` for one whose type is neither reproduced nor without effect here. */
export class AppResources {
  readonly #resources: Resource[];
  readonly #resolver: Resolver;
  readonly assetFolders: Map<string, string>;

  constructor(assembly: CloudAssembly) {
    this.#resources = assembly.templates.flatMap(({ resources }) => Object.values(resources));
    this.#resolver = new Resolver(assembly);
    this.assetFolders = assembly.assetFolders;
    const strange = this.#resources.find(({ type }) => !reproduced.includes(type) && !withoutEffect.test(type));
    if (strange)
      throw new AssemblyError(
        `${strange.stackName}: ${strange.logicalId} is an ${strange.type}, which is not reproduced on one machine`,
      );
  }

  ofType<T>(...types: string[]): ResolvedResource<T>[] {
    return this.#resources.filter(({ type }) => types.includes(type)).map((resource) => this.#resolve<T>(resource));
  }

  /** The logical ids of the functions that only CloudFormation calls, to deploy custom resources. */
  deploymentFunctions(): Set<string> {
    const tokens = this.#resources.map(
      ({ properties }) => properties['ServiceToken'] as { 'Fn::GetAtt'?: [string, string] } | undefined,
    );
    return new Set(tokens.flatMap((token) => token?.['Fn::GetAtt']?.[0] ?? []));
  }

  /** The functions that are the app's own. */
  functions<T>(): ResolvedResource<T>[] {
    const deploying = this.deploymentFunctions();
    return this.#resources
      .filter(({ type, logicalId }) => type === 'AWS::Lambda::Function' && !deploying.has(logicalId))
      .map((resource) => this.#resolve<T>(resource));
  }

  #resolve<T>(resource: Resource): ResolvedResource<T> {
    const { logicalId, type } = resource;
    return {
      logicalId,
      type,
      ref: this.#resolver.ref(resource),
      arn: this.#resolver.arn(resource),
      properties: this.#resolver.properties<T>(resource),
    };
  }
}
