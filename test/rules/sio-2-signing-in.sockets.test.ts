import { beforeAll, describe, expect, inject, test } from 'vitest';
import { handshake } from '../support/handshake.ts';
import { appAt } from '../support/local-app.ts';
import { newTalk, type Talk } from '../support/people.ts';
import { RawSocketIo } from '../support/raw-socket-io.ts';
import { SocketIoDevice } from '../support/socket-io-client.ts';

const app = appAt(inject('sharedApps')[0]!.url);
const socketIoUrl = `${app.url.replace('http', 'ws')}/socket.io`;

let talk: Talk<typeof app>;
beforeAll(async () => {
  talk = await newTalk(app);
});

/** The id of the user whom the server confirms. */
async function confirmed(...given: ConstructorParameters<typeof SocketIoDevice>): Promise<string> {
  const device = await SocketIoDevice.open(...given);
  device.close();
  return device.all('connection_confirmed')[0].user.id;
}

describe('SIO-2: where the token comes from', () => {
  test('the CONNECT packet, the header or the query; the packet takes precedence', async () => {
    const [alice, bob] = [talk.alice, talk.bob];
    const header = { extraHeaders: { Authorization: `Bearer ${alice.token}` } };
    const query = { query: { token: alice.token } };
    expect(await confirmed(app.url, alice.token)).toBe(alice.id);
    expect(await confirmed(app.url, undefined, header)).toBe(alice.id);
    expect(await confirmed(app.url, undefined, query)).toBe(alice.id);
    expect(await confirmed(app.url, bob.token, { ...header, ...query })).toBe(bob.id);
    expect(await confirmed(app.url, bob.token, { query: { token: 'a bad one' } })).toBe(bob.id);
  });

  test.each([
    ['none', undefined, /missing/],
    ['a bad one', 'bad', /not valid/],
  ])('%s: connect_error, and the client does not try again', async (_, token, message) => {
    const device = new SocketIoDevice(app.url, token);
    const error = await device.until('connect_error');
    expect([error.message, error.data]).toEqual([expect.stringMatching(message), { code: 'unauthorized' }]);
    expect(device.socket.active).toBe(false);
  });

  test('one that is no text is refused by name', async () => {
    const device = new SocketIoDevice(app.url, undefined, { auth: { token: 5 } });
    expect((await device.until('connect_error')).message).toMatch(/auth.token/);
  });
});

describe('SIO-1, SIO-4: the handshake of Engine.IO', () => {
  test('the open packet comes first, with the heartbeat, for a raw client as well', async () => {
    const client = await RawSocketIo.open(app.url);
    const { pingInterval, pingTimeout, ...others } = JSON.parse(client.packets[0]!.slice(1));
    expect(others).toEqual({ sid: expect.any(String), upgrades: [], maxPayload: 32_768 });
    expect(pingInterval + pingTimeout).toBeLessThan(600_000);
    await client.signIn(talk.alice.token);
    expect(client.packets[1]).toMatch(/^40\{"sid":"/);
    await client.close();
  });

  test('only revision 4 over a WebSocket: others are refused, also with a token', async () => {
    const refused = { opened: false, status: 403 };
    const { token } = talk.alice;
    for (const query of [
      'EIO=3&transport=websocket',
      'EIO=4&transport=polling',
      'EIO=4',
      'EIO=4&transport=websocket&sid=x',
    ])
      expect(await handshake(`${socketIoUrl}?${query}&token=${token}`), query).toEqual(refused);
    expect(await handshake(socketIoUrl)).toEqual(refused);
  });

  test('long polling is refused with a clear error', async () => {
    const { status, body } = await app.call('GET', '/socket.io?EIO=4&transport=polling');
    expect([status, body]).toEqual([426, { message: 'Upgrade Required' }]);
  });

  test('at the path of the stage as well, with or without a slash at the end', async () => {
    for (const path of ['/ws', '/socket.io/'])
      expect(await confirmed(app.url, talk.alice.token, { path })).toBe(talk.alice.id);
  });
});

describe('SIO-2: who has not signed in', () => {
  test.each([
    ['an event', '42["ping",{}]'],
    ['an event that asks for an acknowledgement', '421["ping",{}]'],
    ['a frame of the chat’s own protocol', '{"action":"ping"}'],
    ['a ping', '2'],
    ['nonsense', 'nonsense'],
    ['a malformed packet', '42'],
    ['an error that only servers send', '44{"message":"no"}'],
    ['a binary event', '451-["ping",{"_placeholder":true,"num":0}]'],
    ['binary data', Buffer.from('4')],
  ])('%s ends the connection without an answer', async (_, packet) => {
    const client = await RawSocketIo.open(app.url);
    client.send(packet);
    await client.untilClosed();
    expect(client.packets).toHaveLength(1);
  });

  test('gets no push, and is not online', async () => {
    const silent = await RawSocketIo.open(app.url, `&token=${talk.alice.token}`);
    await talk.say(talk.bob, 'unheard');
    const { members } = (await (await talk.bob.connect()).request('join_thread', { thread_id: talk.threadId })).data;
    expect(members.map(({ online }: { online: boolean }) => online).toSorted()).toEqual([false, true]);
    expect(silent.packets).toHaveLength(1);
    await silent.close();
  });

  test('another namespace is refused by name', async () => {
    const client = await RawSocketIo.open(app.url);
    client.send(`40/admin,${JSON.stringify({ token: talk.alice.token })}`);
    expect(await client.until((packet) => packet.startsWith('44'))).toBe('44/admin,{"message":"Invalid namespace"}');
    await client.untilClosed();
  });

  test('is disconnected after 10 s, with connect_error', async () => {
    const openedAtMs = Date.now();
    const client = await RawSocketIo.open(app.url);
    expect(await client.until((packet) => packet.startsWith('44'))).toMatch(/did not come in time/);
    await client.untilClosed();
    expect(Date.now() - openedAtMs).toBeGreaterThan(9_000);
  });
});

describe('SIO-4: malformed packets of a user', () => {
  test('each gets an error that says what is wrong, and the connection stays', async () => {
    const client = await RawSocketIo.open(app.url);
    await client.signIn(talk.alice.token);
    const malformed = [
      '{"action":"ping"}',
      '0{}',
      '42{}',
      '42[5]',
      '42["connect"]',
      '431[]',
      '451-["ping"]',
      'bAAAA',
      '5',
    ];
    for (const packet of malformed) client.send(packet);
    client.send('40/admin,{}');
    expect(await client.emit('ping', {}, 1)).toMatchObject({ event: 'pong' });
    const errorsIn = () => client.packets.filter((packet) => packet.startsWith('42["error",'));
    await client.until(() => errorsIn().length === malformed.length);
    expect(errorsIn().every((packet) => packet.includes('"field":"packet"'))).toBe(true);
    await client.until((packet) => packet.startsWith('44/admin,'));
    expect(client.closedWith).toBeNull();
    await client.close();
  });

  test('the gateway closes the socket on a binary one', async () => {
    const client = await RawSocketIo.open(app.url);
    client.send(Buffer.from('4'));
    await client.untilClosed();
    expect(client.closedWith).toBe(1003);
  });

  test('a second CONNECT packet is answered again; a CONNECT of somebody else changes nothing', async () => {
    const client = await RawSocketIo.open(app.url);
    await client.signIn(talk.alice.token);
    client.packets.length = 0;
    await client.signIn(talk.bob.token);
    expect(client.packets.at(-1)).toContain(`"id":"${talk.alice.id}"`);
    client.send('41');
    await client.untilClosed();
  });
});
