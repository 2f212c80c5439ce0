import { describe, expect, it } from 'vitest';
import { selectedSubprotocol, tokenOf } from '../../lambdas/gateway/handshake.ts';

const subprotocols = (value: string) => ({ 'Sec-WebSocket-Protocol': value });
const bearer = { Authorization: 'Bearer from-header' };
const query = { token: 'from-query' };

describe('WS-1: where the token is looked for', () => {
  it('first among the sub-protocols', () => {
    const headers = { ...subprotocols('chat.v1, jwt.from-subprotocol'), ...bearer };
    expect(tokenOf({ headers, queryStringParameters: query })).toBe('from-subprotocol');
  });

  it('then in the Authorization header', () => {
    expect(tokenOf({ headers: { ...subprotocols('chat.v1'), ...bearer }, queryStringParameters: query })).toBe(
      'from-header',
    );
  });

  it('then in the query', () => {
    expect(tokenOf({ headers: { Authorization: 'Basic abc' }, queryStringParameters: query })).toBe('from-query');
    expect(tokenOf({ headers: null, queryStringParameters: query })).toBe('from-query');
  });

  it.each([
    ['lower case', { 'sec-websocket-protocol': 'chat.v1,jwt.t' }],
    ['upper case', { 'SEC-WEBSOCKET-PROTOCOL': 'jwt.t,chat.v1' }],
    ['with spaces', { 'Sec-WebSocket-Protocol': '  chat.v1 ,   jwt.t  ' }],
  ])('in a header in %s', (_, headers) => {
    expect(tokenOf({ headers })).toBe('t');
  });

  it.each(['Bearer t', 'bearer t', 'BEARER   t'])('behind %j', (authorization) => {
    expect(tokenOf({ headers: { authorization } })).toBe('t');
  });

  it.each([
    ['nowhere', {}],
    ['nowhere, said with null', { headers: null, queryStringParameters: null }],
    ['in a header without a scheme', { headers: { Authorization: 'abc' } }],
    ['in an empty header', { headers: { Authorization: 'Bearer ' } }],
    ['in a sub-protocol of another name', { headers: subprotocols('chat.v1, token.abc') }],
  ])('%s: there is none', (_, handshake) => {
    expect(tokenOf(handshake)).toBeUndefined();
  });

  it('a dot in the token is part of it', () => {
    expect(tokenOf({ headers: subprotocols('chat.v1, jwt.a.b.c') })).toBe('a.b.c');
  });
});

describe('WS-1: the sub-protocol that is selected', () => {
  it('is chat.v1 where it is offered', () => {
    expect(selectedSubprotocol({ headers: subprotocols('chat.v1, jwt.t') })).toBe('chat.v1');
  });

  it.each([[{}], [{ headers: subprotocols('jwt.t') }], [{ headers: subprotocols('chat.v2') }]])(
    'is none where it is not (case %#)',
    (handshake) => {
      expect(selectedSubprotocol(handshake)).toBeUndefined();
    },
  );
});
