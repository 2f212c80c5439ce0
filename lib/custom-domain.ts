import { CfnOutput, Stack } from 'aws-cdk-lib';
import { DomainName, EndpointType, SecurityPolicy, type DomainMappingOptions } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import type { Domain } from './domains.ts';

/** Gives a stage of an API its own host. The output `…DnsTarget` is what the host's DNS record has to point to. */
export function domainMapping(
  scope: Construct,
  { name, certificate }: Domain,
  mappingKey?: string,
): DomainMappingOptions {
  const domainName = new DomainName(scope, 'Domain', {
    domainName: name,
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', certificate),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  new CfnOutput(Stack.of(scope), `${scope.node.id}DnsTarget`, {
    value: domainName.regionalDomainName,
    description: `CNAME or alias target for ${name}`,
  });
  return { domainName, mappingKey };
}
