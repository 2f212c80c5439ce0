import { describe, expect, it } from 'vitest';
import { aMessage, alice, joinedData, messages, timeAt } from './objects.ts';
import { script, seqsOf } from './script.ts';

const lastSeq = 900;

/** A client in a thread of 900 messages, of which it has the newest two; the server's pages have up to ten. */
async function farAway() {
  const paths: string[] = [];
  const { client, connect, ...rest } = script({}, (_, path) => {
    paths.push(path);
    const [name, seq] = [.../(before|after|around)_seq=(\d+)/.exec(path)!].slice(1) as [string, string];
    const from = { before: Number(seq) - 10, after: Number(seq) + 1, around: Number(seq) - 5 }[name]!;
    const results = messages(Math.max(1, from), Math.min(lastSeq, from + 9));
    return { status: 200, body: { results, has_more: true } };
  });
  const socket = await connect();
  void client.joinThread('t1');
  socket.reply('join_thread', 'thread_joined', joinedData(messages(lastSeq - 1, lastSeq), { has_more: true }));
  await client.pages.around('t1', 100);
  const window = () => client.log('t1').window;
  return { client, socket, paths, window, range: () => window() && seqsOf(window()!).filter(isEdge), ...rest };
}

const isEdge = (_: number, index: number, all: number[]) => index === 0 || index === all.length - 1;

describe('the window of a log', () => {
  it('is what is around a message far back, apart from the log', async () => {
    const { client, paths, range } = await farAway();
    expect(paths).toEqual(['/threads/t1/messages/?around_seq=100&limit=100']);
    expect(range()).toEqual([95, 104]);
    expect(seqsOf(client.log('t1'))).toEqual([899, 900]);
  });

  it('becomes longer on both sides, and ends with showNewest', async () => {
    const { client, window, range } = await farAway();
    await Promise.all([client.loadOlder('t1'), client.pages.newer('t1')]);
    expect([range(), window()?.hasOlder]).toEqual([[85, 114], true]);
    client.pages.showNewest('t1');
    expect(window()).toBeNull();
    await client.loadOlder('t1');
    expect(seqsOf(client.log('t1')).filter(isEdge)).toEqual([889, 900]);
  });

  it('becomes one with the log where they meet', async () => {
    const { client, window } = await farAway();
    await client.pages.around('t1', 891);
    await client.pages.newer('t1');
    expect(window()).toBeNull();
    expect(seqsOf(client.log('t1')).filter(isEdge)).toEqual([886, 900]);
    await client.pages.newer('t1');
    expect(seqsOf(client.log('t1'))).toHaveLength(15);
  });

  it('takes in changes and read marks of its messages, and nothing new', async () => {
    const { client, socket, window } = await farAway();
    const changed: number[] = [];
    client.on('message_edited', ({ seq }) => changed.push(seq));
    const edited = aMessage(100, { content: 'Edited', edited_at: timeAt(999), revision: 1 });
    socket.hear({ event: 'message_edited', data: edited });
    socket.hear({ event: 'new_message', data: aMessage(lastSeq + 1) });
    const read = { thread_id: 't1', user_id: 'alice', user: 'Alice', count: 0, up_to_seq: 102, read_at: timeAt(50) };
    socket.hear({ event: 'messages_read', data: read });
    expect(changed).toEqual([100]);
    expect(window()?.messages.find(({ seq }) => seq === 100)?.content).toBe('Edited');
    expect(
      window()
        ?.messages.filter(({ is_read }) => is_read)
        .at(-1)?.seq,
    ).toBe(102);
    expect(window()?.messages.at(-1)?.seq).toBe(104);
    expect(client.log('t1').messages.at(-1)?.seq).toBe(lastSeq + 1);
  });

  it('shows a quote of a message outside as that now is (RE-1)', async () => {
    const { client, socket, window } = await farAway();
    const quote = { seq: 2, sender_id: alice.id, type: 'text' as const, preview: 'Before', is_deleted: false };
    socket.hear({ event: 'message_updated', data: aMessage(100, { revision: 1, reply_to: quote }) });
    socket.hear({
      event: 'message_edited',
      data: aMessage(2, { content: 'After', edited_at: timeAt(9), revision: 1 }),
    });
    expect(window()?.messages.find(({ seq }) => seq === 100)?.reply_to?.preview).toBe('After');
    client.leaveThread('t1');
    expect(window()).toBeNull();
  });
});
