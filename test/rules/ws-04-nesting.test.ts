import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

/**
 * JSON with this many levels: objects and lists in turn, with brackets in keys and texts. The whole is the first level.
 */
function nested(levels: number): string {
  const opening = Array.from({ length: levels }, (_, level) => (level % 2 ? '[' : '{"}]":'));
  const closing = opening.map((start) => (start === '[' ? ']' : '}')).reverse();
  return [...opening, '"[[{{"', ...closing].join('');
}

/** The deepest that 64 KB and 32 KB hold, about. */
const abyss = { frame: nested(6_500), body: nested(14_000) };
const refusal = (field: string) => [{ field, message: 'must not be nested deeper than 32 levels' }];

describe('JSON of 32 levels is accepted, and one level more is bad_request', () => {
  test('WS-4: in a frame, which is the first level', async () => {
    const { threadId, atAlice } = await chat.joinedTalk();
    const ask = async (metadata: string) => {
      const id = randomUUID();
      const fields = `"request_id":"${id}","thread_id":${JSON.stringify(threadId)},"content":"x"`;
      atAlice.send(`{"action":"send_message",${fields},"metadata":${metadata}}`);
      return (await atAlice.until((frame) => frame.request_id === id)) as { event: string; data: any };
    };
    expect((await ask(nested(31))).data.metadata).toEqual(JSON.parse(nested(31)));
    for (const metadata of [nested(32), abyss.frame]) {
      const { event, data } = await ask(metadata);
      expect([event, data.code, data.details]).toEqual(['error', 'bad_request', refusal('frame')]);
    }
  });

  test('WS-4: in the body of a request', async () => {
    const { alice, path } = await chat.talk();
    const post = (metadata: string) => alice.rest('POST', `${path}messages/`, `{"content":"x","metadata":${metadata}}`);
    expect((await post(nested(31))).status).toBe(201);
    for (const metadata of [nested(32), abyss.body])
      expect(await post(metadata)).toMatchObject({
        status: 400,
        body: { code: 'bad_request', details: refusal('body') },
      });
  });

  test('WS-4, SYS-8: in an event of the marketplace', async () => {
    const talk = await chat.talk();
    const announce = (metadata: string) => talk.announce({ metadata: JSON.parse(metadata) });
    expect((await announce(nested(31))).message.metadata).toEqual({ ...JSON.parse(nested(31)), event: 'system' });
    await expect(announce(nested(32))).rejects.toThrow('payload: must not be nested deeper than 32 levels');
  });
});

test('WS-4: deep JSON is refused wherever it is, unknown fields and unknown actions included', async () => {
  const alice = await chat.person('Alice');
  const device = await alice.connect();
  for (const frame of [abyss.frame, `{"action":"ping","x":${abyss.frame}}`, `{"action":${abyss.frame}}`]) {
    const before = device.frames.length;
    device.send(frame);
    expect(await device.until((one) => device.frames.indexOf(one) >= before)).toMatchObject({
      event: 'error',
      data: { code: 'bad_request' },
    });
  }
  expect(await alice.rest('POST', '/threads/', abyss.body)).toMatchObject({ status: 400 });
  expect(device.closed).toBeNull();
});
