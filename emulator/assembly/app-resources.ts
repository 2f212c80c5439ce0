import { AssemblyError, type CloudAssembly, type Resource } from './cloud-assembly.ts';
import type { ResourceTypes } from './identifiers.ts';
import { Resolver } from './resolver.ts';

/** A resource with every intrinsic resolved. */
export interface ResolvedResource<T> {
  logicalId: string;
  type: string;
  /** What `Ref` returns. */
  ref: string;
  arn: string;
  properties: T;
}

/** Types that the app runs without: delivery of pages, sign-in, monitoring, deployment. */
const withoutEffect =
  /^(Custom::|AWS::(CDK|CertificateManager|CloudFormation|CloudFront|CloudWatch|Cognito|IAM|KMS|Logs|Route53|S3|SNS|SSM|WAFv2|XRay)::|AWS::Lambda::LayerVersion$|AWS::ApiGateway::Account$|AWS::ApiGatewayV2::(ApiMapping|Deployment|DomainName)$)/;

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

  #deploymentFunctions(): Set<string> {
    const tokens = this.#resources.map(
      ({ properties }) => properties['ServiceToken'] as { 'Fn::GetAtt'?: [string, string] } | undefined,
    );
    return new Set(tokens.flatMap((token) => token?.['Fn::GetAtt']?.[0] ?? []));
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
