import type { Check } from './check.ts';
import { expectThat } from '../report/outcome.ts';
import { Socket, tokenPlaces } from '../wire/socket.ts';

const byEachPlace: Check[] = tokenPlaces.map((place) => ({
  name: `a socket opens by a token as ${place}, and says hello`,
  async run({ open, client }) {
    const socket = await open(client, place);
    if (place === 'sub-protocol')
      expectThat(socket.raw.protocol === 'chat.v1', `the sub-protocol "${socket.raw.protocol}" was selected`);
  },
}));

const badToken: Check = {
  name: 'a socket with a bad token is refused',
  async run({ site, client }) {
    const [header, payload] = client.token.split('.');
    const forged = `${header}.${payload}.${Buffer.alloc(256).toString('base64url')}`;
    const status = await Socket.refusal(site.webSocketUrl, forged);
    expectThat(status === 401 || status === 403, status === null ? 'it opened' : `it was refused with ${status}`);
  },
};

const nonAsciiName: Check = {
  name: 'a name beyond ASCII comes through the handshake unharmed',
  async run({ open, freelancer }) {
    const socket = await open(freelancer);
    const { user } = await socket.ask('hello');
    if (freelancer.username === null) return;
    expectThat(user.username === freelancer.username, `"${user.username}" instead of "${freelancer.username}"`);
  },
};

export const handshakeChecks = [...byEachPlace, nonAsciiName, badToken];
