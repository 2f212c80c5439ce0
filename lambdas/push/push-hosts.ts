import { leadsToPrivateAddress, namesPrivateAddress } from './public-address.ts';

/** What permits plain http, and addresses of this machine, to some hosts. Deployed, there are none. */
export type LocalHosts = readonly string[];

/** Whether pushes to this URL may go to a host of this machine. */
export function isLocalPushHost({ protocol, host }: URL, localHosts: LocalHosts): boolean {
  return protocol === 'http:' && localHosts.includes(host);
}

/** Why an endpoint is none that pushes are sent to; null if it is one. Names are resolved. */
export async function refusalOfEndpoint(endpoint: string, localHosts: LocalHosts): Promise<string | null> {
  const url = new URL(endpoint);
  if (url.username !== '' || url.password !== '') return 'must not have a user or password';
  if (isLocalPushHost(url, localHosts)) return null;
  if (url.protocol !== 'https:') return 'must be an https URL';
  const isPrivate = namesPrivateAddress(url) || (await leadsToPrivateAddress(url));
  return isPrivate ? 'must not lead to a private address' : null;
}
