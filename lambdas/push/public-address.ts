import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Whether an address is on the public internet; one that stands for an IPv4 address counts as that. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/** The host's own name, or address without brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** Whether the host of a URL is an address, and not a public one. */
export function namesPrivateAddress(url: URL): boolean {
  const host = hostOf(url);
  return isIP(host) !== 0 && !isPublicAddress(host);
}

/** A name that leads to an address which is not on the public internet. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
}

/**
 * As `dns.lookup`, but an error if one of the name's addresses is not public. What it returns is what the socket
 * connects to: a name cannot lead elsewhere after it has been checked.
 */
export const publicLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    if (!addresses.every(({ address }) => isPublicAddress(address)))
      return done(new PrivateAddressError(`${hostname} leads to a private address`), []);
    if (options.all === true) return done(null, addresses);
    const [{ address, family }] = addresses as [LookupAddress];
    return done(null, address, family);
  });
};

/** How long the check of a new subscription waits for its name. */
const resolveTimeoutMs = 2_000;

/** Whether a name leads to a private address now. One that cannot be resolved does not. */
export function leadsToPrivateAddress(url: URL): Promise<boolean> {
  return new Promise((done) => {
    const timer = setTimeout(() => done(false), resolveTimeoutMs);
    publicLookup(hostOf(url), { all: true }, (error) => {
      clearTimeout(timer);
      done(error instanceof PrivateAddressError);
    });
  });
}
