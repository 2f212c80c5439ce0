import { DeployError } from './deploy-error.ts';

/** A custom host, and the ARN of its certificate. */
export interface Domain {
  name: string;
  certificate: string;
}

/** The custom host of each part of the chat; null for the host of AWS. */
export interface Domains {
  page: Domain | null;
  rest: Domain | null;
  webSocket: Domain | null;
}

const parts = ['page', 'rest', 'webSocket'] as const;
type Part = (typeof parts)[number];

export type DomainValues = Partial<Record<`${Part}Domain` | `${Part}Certificate`, string | undefined>>;

/** CloudFront accepts certificates of this region only. (CloudFront, "Requirements for using SSL/TLS certificates".) */
const regionOfCloudFront = 'us-east-1';

/**
 * Pairs names and certificates.
 *
 * @throws DeployError naming what is missing, used twice, or in a wrong region
 */
export function domainsOf(values: DomainValues, region: string | undefined): Domains {
  const domains = Object.fromEntries(parts.map((part) => [part, domainOf(part, values)])) as unknown as Domains;
  requireRegion('page', domains, regionOfCloudFront);
  if (region !== undefined) {
    requireRegion('rest', domains, region);
    requireRegion('webSocket', domains, region);
  }
  requireDifferentNames(domains);
  return domains;
}

function domainOf(part: Part, values: DomainValues): Domain | null {
  const [name, certificate] = [values[`${part}Domain`], values[`${part}Certificate`]];
  if (name === undefined && certificate === undefined) return null;
  if (certificate === undefined) throw new DeployError(`${part}Certificate is not set, but ${part}Domain is`);
  if (name === undefined) throw new DeployError(`${part}Domain is not set, but ${part}Certificate is`);
  return { name, certificate };
}

function requireRegion(part: Part, domains: Domains, region: string): void {
  const certificate = domains[part]?.certificate;
  if (certificate === undefined || certificate.split(':')[3] === region) return;
  throw new DeployError(`${part}Certificate is "${certificate}": must be in ${region}`);
}

/**
 * API Gateway maps one host to a WebSocket API or to an HTTP API, never to both. ("Map API stages to a custom domain
 * name".)
 */
function requireDifferentNames(domains: Domains): void {
  const twice = parts.find((part, index) =>
    parts.slice(0, index).some((other) => domains[part] && domains[other]?.name === domains[part].name),
  );
  if (twice !== undefined)
    throw new DeployError(`${twice}Domain is "${domains[twice]?.name}": each part needs a host of its own`);
}
