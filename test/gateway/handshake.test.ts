import { describe, expect, it } from 'vitest';
import { selectedSubprotocol, tokenOf } from '../../lambdas/gateway/handshake.ts';

const subprotocols = (value: string) => ({ 'Sec-WebSocket-Protocol': value });
const bearer = { Authorization: 'Bearer from-header' };
const query = { token: 'from-query' };

describe('WS-1: the place of the token', () => {
  it('is first the sub-protocols', () => {
    const headers = { ...subprotocols('chat.v1, jwt.from-subprotocol'), ...bearer };
    expect(tokenOf({ headers, queryStringParameters: query })).toBe('from-subprotocol');
  });

  it('is then the Authorization header', () => {
    expect(tokenOf({ headers: { ...subprotocols('chat.v1'), ...bearer }, queryStringParameters: query })).toBe(
      'from-header',
    );
  });

  it('is then the query', () => {
    expect(tokenOf({ headers: { Authorization: 'Basic abc' }, queryStringParameters: query })).toBe('from-query');
    expect(tokenOf({ headers: null, queryStringParameters: query })).toBe('from-query');
  });

  it.each([
    ['lower case', { 'sec-websocket-protocol': 'chat.v1,jwt.t' }],
    ['upper case', { 'SEC-WEBSOCKET-PROTOCOL': 'jwt.t,chat.v1' }],
    ['with spaces', { 'Sec-WebSocket-Protocol': '  chat.v1 ,   jwt.t  ' }],
  ])('is a header in %s', (_, headers) => {
    expect(tokenOf({ headers })).toBe('t');
  });

  it.each(['Bearer t', 'bearer t', 'BEARER   t'])('is the header after %j', (authorization) => {
    expect(tokenOf({ headers: { authorization } })).toBe('t');
  });

  it.each([
    ['nowhere', {}],
    ['nowhere, said with null', { headers: null, queryStringParameters: null }],
    ['in a header without a scheme', { headers: { Authorization: 'abc' } }],
    ['in an empty header', { headers: { Authorization: 'Bearer ' } }],
    ['in a sub-protocol of another name', { headers: subprotocols('chat.v1, token.abc') }],
  ])('%s: there is no token', (_, handshake) => {
    expect(tokenOf(handshake)).toBeUndefined();
  });

  it('a dot is part of the token', () => {
    expect(tokenOf({ headers: subprotocols('chat.v1, jwt.a.b.c') })).toBe('a.b.c');
  });
});

describe('WS-1: the sub-protocol that is selected', () => {
  it('is chat.v1 if it is offered', () => {
    expect(selectedSubprotocol({ headers: subprotocols('chat.v1, jwt.t') })).toBe('chat.v1');
  });

  it.each([[{}], [{ headers: subprotocols('jwt.t') }], [{ headers: subprotocols('chat.v2') }]])(
    'is none if it is not offered (case %#)',
    (handshake) => {
      expect(selectedSubprotocol(handshake)).toBeUndefined();
    },
  );
});
