import { AssemblyError, type CloudAssembly, type Resource } from './cloud-assembly.ts';
import type { ResourceTypes } from './identifiers.ts';
import { Resolver } from './resolver.ts';

/** A resource with every intrinsic resolved. */
export interface ResolvedResource<T> {
  stackName: string;
  logicalId: string;
  type: string;
  /** What `Ref` returns. */
  ref: string;
  arn: string;
  properties: T;
}

/** Types that the app runs without: delivery of pages, sign-in, monitoring, deployment. */
const withoutEffect =
  /^(Custom::|AWS::(CDK|CertificateManager|CloudFormation|CloudFront|CloudWatch|Cognito|GuardDuty|IAM|KMS|Logs|Route53|SNS|SSM|WAFv2|XRay)::|AWS::Lambda::LayerVersion$|AWS::ApiGateway::Account$|AWS::ApiGatewayV2::(ApiMapping|Deployment|DomainName)$)/;

/**
 * The resources of all stacks. `types` are the emulated ones. Throws an `AssemblyError` for a type that the app needs
 * and that is not emulated.
 */
export class AppResources {
  readonly #resources: Resource[];
  readonly #resolver: Resolver;
  /** The folders of the app's assets by their object keys. */
  readonly assetFolders: Map<string, string>;

  constructor(assembly: CloudAssembly, types: ResourceTypes) {
    this.#resources = assembly.templates.flatMap(({ resources }) => Object.values(resources));
    this.#resolver = new Resolver(assembly, types);
    this.assetFolders = assembly.assetFolders;
    const unknown = this.#resources.find(({ type }) => !(type in types) && !withoutEffect.test(type));
    if (unknown)
      throw new AssemblyError(
        `${unknown.stackName}: ${unknown.logicalId} is an ${unknown.type}, which is not emulated`,
      );
  }

  ofType<T>(...types: string[]): ResolvedResource<T>[] {
    return this.#resources.filter(({ type }) => types.includes(type)).map((resource) => this.#resolve<T>(resource));
  }

  /** The app's own functions, without those that only CloudFormation calls to deploy custom resources. */
  functions<T>(): ResolvedResource<T>[] {
    const deploying = this.#deploymentFunctions();
    return this.#resources
      .filter(({ type, logicalId }) => type === 'AWS::Lambda::Function' && !deploying.has(logicalId))
      .map((resource) => this.#resolve<T>(resource));
  }

  /** The custom resources that the app's own functions make. */
  customResources(): ResolvedResource<{ ServiceToken: string }>[] {
    const own = this.functions().map(({ logicalId }) => logicalId);
    return this.#resources
      .filter((resource) => own.includes(serviceFunctionOf(resource) ?? ''))
      .map((resource) => this.#resolve(resource));
  }

  /** The CDK gives its own functions no names. */
  #deploymentFunctions(): Set<string> {
    const named = this.#resources
      .filter(({ type, properties }) => type === 'AWS::Lambda::Function' && properties['FunctionName'] !== undefined)
      .map(({ logicalId }) => logicalId);
    const made = this.#resources.flatMap((resource) => serviceFunctionOf(resource) ?? []);
    return new Set(made.filter((logicalId) => !named.includes(logicalId)));
  }

  #resolve<T>(resource: Resource): ResolvedResource<T> {
    const { stackName, logicalId, type } = resource;
    return {
      stackName,
      logicalId,
      type,
      ref: this.#resolver.ref(resource),
      arn: this.#resolver.arn(resource),
      properties: this.#resolver.properties<T>(resource),
    };
  }
}

/** The logical id of the function that makes a custom resource. */
function serviceFunctionOf({ properties }: Resource): string | undefined {
  const token = properties['ServiceToken'] as { 'Fn::GetAtt'?: [string, string] } | undefined;
  return token?.['Fn::GetAtt']?.[0];
}
