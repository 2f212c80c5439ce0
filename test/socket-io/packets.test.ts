import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packets, readPacket } from '../../lambdas/socket-io/packets.ts';

describe('packets of the server', () => {
  it.each([
    [packets.open({ sid: 's', pingInterval: 1, pingTimeout: 2, maxPayload: 3 }), /^0\{"sid":"s",.*"upgrades":\[\]\}$/],
    [packets.ping(), /^2$/],
    [packets.pong(), /^3$/],
    [packets.connected('s'), /^40\{"sid":"s"\}$/],
    [packets.disconnected(), /^41$/],
    [packets.event('pong', { a: 1 }), /^42\["pong",\{"a":1\}\]$/],
    [packets.ack(7, { event: 'pong' }), /^437\[\{"event":"pong"\}\]$/],
    [packets.refused({ message: 'no' }), /^44\{"message":"no"\}$/],
    [packets.refused({ message: 'no' }, '/admin'), /^44\/admin,\{"message":"no"\}$/],
  ])('%s', (text, form) => {
    expect(text).toMatch(form);
  });
});

describe('packets of a client', () => {
  it.each([
    ['40{"token":"t"}', { kind: 'connect', auth: { token: 't' } }],
    ['40', { kind: 'connect', auth: undefined }],
    ['42["ping"]', { kind: 'event', name: 'ping', args: [], ackId: undefined }],
    ['4212["ping",{}]', { kind: 'event', name: 'ping', args: [{}], ackId: 12 }],
    ['4', { kind: 'connect', auth: undefined }],
    ['41', { kind: 'disconnect' }],
    ['1', { kind: 'disconnect' }],
    ['2', { kind: 'ping' }],
    ['3', { kind: 'silent' }],
    ['6', { kind: 'silent' }],
    ['40/admin,{}', { kind: 'foreign namespace', namespace: '/admin' }],
    ['42/admin,["ping"]', { kind: 'foreign namespace', namespace: '/admin' }],
  ])('%s', (text, packet) => {
    expect(readPacket(text)).toEqual(packet);
  });

  it.each([
    ['', /Engine.IO/],
    ['{"action":"ping"}', /Engine.IO/],
    ['0{}', /Engine.IO/],
    ['5', /Engine.IO/],
    ['49', /packet type/],
    ['42', /names no event/],
    ['42{}', /payload/],
    ['42["connect"]', /payload/],
    ['42[1]', /names no event/],
    ['42999999999999999999["ping"]', /too large/],
    ['431[]', /server sends/],
    ['44{"message":"no"}', /server sends/],
    ['451-["ping",{"_placeholder":true,"num":0}]', /binary/],
    ['bAAAA', /binary/],
  ])('SIO-4: malformed, and why: %s', (text, reason) => {
    expect(readPacket(text)).toEqual({ kind: 'malformed', reason: expect.stringMatching(reason) });
  });

  it('SIO-4: are read or malformed, whatever they are: nothing throws', () => {
    const texts = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('0', '1', '2', '4', '40', '42', '43', '45', '451-', '4/'), fc.string())
        .map((parts) => parts.join('')),
      fc.tuple(fc.constantFrom('40', '42', '421', '451-'), fc.json()).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(readPacket(text)).toHaveProperty('kind');
      }),
      { numRuns: 2_000 },
    );
  });
});
