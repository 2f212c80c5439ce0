import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createChatClient, type ChatClient, type OutboxStore } from '@marketplace-chat/client';
import { memoryOutbox } from '../../../web/client/outbox-store/memory.ts';
import { ModelServer, noFaults, type Faults } from './model-server.ts';
import { Device, fakeSockets, quickTiming, World } from './world.ts';

/** Replaces REST, which these clients use only to check their token. */
const restThatAnswers = (async () => ({
  ok: true,
  status: 200,
  json: async () => ({ results: [], next_cursor: null }),
})) as unknown as typeof fetch;

/** A tab of a user: a reload replaces its client and keeps its outbox. */
class Tab {
  client!: ChatClient;
  device!: Device;
  /** The `seq` of each message in the order of its event, one list for each page load. */
  readonly shown: number[][] = [];

  constructor(
    readonly userId: string,
    private readonly world: World,
    private readonly server: ModelServer,
    private readonly outboxStore: OutboxStore,
  ) {
    this.start();
  }

  private start(): void {
    const { WebSocket } = fakeSockets((socket) => this.server.accept(socket));
    const shown: number[] = [];
    this.shown.push(shown);
    this.device = new Device(this.world);
    this.client = createChatClient({
      socketUrl: 'ws://chat/ws',
      apiUrl: 'http://chat/api/chat',
      userId: this.userId,
      WebSocket,
      fetch: restThatAnswers,
      outboxStore: this.outboxStore,
      environment: this.device,
      timing: quickTiming,
    });
    this.client.on('new_message', (message) => shown.push(message.seq));
    void this.client.connect(async () => `${this.userId}/${this.world.newId()}`);
    void this.client.joinThread('t1');
  }

  reload(): void {
    this.client.disconnect();
    this.start();
  }
}

const simple = ['read', 'sever', 'reload', 'wake', 'offline', 'online', 'leave', 'join'] as const;

/** The steps of a story. */
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), tab: fc.nat(2) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('edit' as const, 'delete' as const, 'readTo' as const),
      tab: fc.nat(2),
      seq: fc.integer({ min: 1, max: 12 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom(...simple), tab: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('marketplace' as const), count: fc.integer({ min: 1, max: 40 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.constantFrom(10, 200, 3_000, 60_000, 3_600_000),
    }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

const chance = (max: number) => fc.double({ min: 0, max, noNaN: true });
const faults: fc.Arbitrary<Faults> = fc.record({
  refuse: chance(0.4),
  sever: chance(0.15),
  crash: chance(0.3),
  repeat: chance(0.5),
  limit: chance(0.3),
  delayMs: fc.constantFrom(0, 20, 600),
});

const noneBut = (patch: Partial<Faults>): Faults => ({ ...noFaults, ...patch });
const pass: Action = { kind: 'pass', ms: 10 };
const send = (tab: number): Action => ({ kind: 'send', tab });

/** Stories that once failed. */
const regressions: [number, Faults, Action[]][] = [
  [0, noneBut({ sever: 0.07621820134865968 }), [send(0)]],
  [1476393965, noneBut({ delayMs: 600 }), [pass, send(1), { kind: 'read', tab: 0 }, send(0), send(0), send(0)]],
  [0, noFaults, [pass, { kind: 'marketplace', count: 30 }, send(0), send(0)]],
  [
    797766485,
    noneBut({ crash: 0.12494036095446925 }),
    [pass, send(0), send(1), send(0), { kind: 'edit', tab: 1, seq: 2 }],
  ],
];

class Story {
  private readonly world: World;
  private readonly server: ModelServer;
  private readonly tabs: Tab[];
  /** By tab, the texts in the order of sending. */
  private readonly sent: string[][] = [[], [], []];
  private texts = 0;

  constructor(seed: number, inForce: Faults) {
    this.world = new World(seed);
    this.server = new ModelServer(this.world);
    this.server.faults = inForce;
    const shared = memoryOutbox();
    const tab = (userId: string, store: OutboxStore) => new Tab(userId, this.world, this.server, store);
    this.tabs = [tab('alice', shared), tab('bob', memoryOutbox()), tab('alice', shared)];
  }

  async play(actions: Action[]): Promise<void> {
    for (const next of actions) {
      if (next.kind === 'pass') await this.world.advance(next.ms);
      else if (next.kind === 'marketplace')
        for (let i = 0; i < next.count; i += 1) this.server.append('bob', 'unpushed');
      else this.act(next, this.tabs[next.tab]!);
      await this.world.advance(1);
    }
  }

  private act(next: Exclude<Action, { kind: 'pass' | 'marketplace' }>, tab: Tab): void {
    const { client, device } = tab;
    if (next.kind === 'send') this.send(client, next.tab);
    else if (next.kind === 'edit') void client.edit('t1', next.seq, `edited ${this.texts++}`);
    else if (next.kind === 'delete') void client.delete('t1', next.seq);
    else if (next.kind === 'readTo') void client.markAsRead('t1', next.seq);
    else if (next.kind === 'read') void client.markAsRead('t1');
    else if (next.kind === 'sever') this.server.severAll(tab.userId);
    else if (next.kind === 'reload') tab.reload();
    else if (next.kind === 'leave') client.leaveThread('t1');
    else if (next.kind === 'join') void client.joinThread('t1');
    else device.change(next.kind);
  }

  private send(client: ChatClient, tab: number): void {
    const result = client.sendMessage('t1', `text ${this.texts++}`);
    if (result.ok) this.sent[tab]!.push(result.value.id);
  }

  /** Ends the faults, reconnects all tabs, and lets time pass. */
  async end(): Promise<void> {
    this.server.faults = noFaults;
    for (const { client, device } of this.tabs) {
      device.change('online');
      void client.joinThread('t1');
    }
    await this.world.advance(120_000);
    for (const { device } of this.tabs) device.change('wake');
    await this.world.advance(5_000);
  }

  check(): void {
    for (const { client, userId, shown } of this.tabs) {
      const log = client.log('t1');
      expect(client.connection.kind).toBe('connected');
      expect(log.status).toEqual({ kind: 'live' });
      expect(log.messages).toEqual(this.server.messagesFor(userId).slice((log.messages[0]?.seq ?? 1) - 1));
      expect(log.thread?.unread_count).toBe(this.server.unreadOf(userId));
      expect(client.outbox).toEqual([]);
      for (const seqs of shown) expect(seqs).toEqual(seqs.map((_, index) => seqs[0]! + index));
    }
    const stored = this.server.messages.map((message) => message.client_message_id).filter((id) => id !== null);
    expect(new Set(stored).size).toBe(stored.length);
    expect([...stored].sort()).toEqual(this.sent.flat().sort());
    for (const ids of this.sent) expect(stored.filter((id) => ids.includes(id))).toEqual(ids);
  }
}

describe('two users, one of them with two tabs, on a failing network', () => {
  it("WS-2, WS-8, WS-10: end with every log equal to the server's and every message stored once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), faults, fc.array(action, { maxLength: 40 }), async (seed, inForce, actions) => {
        const story = new Story(seed, inForce);
        await story.play(actions);
        await story.end();
        story.check();
      }),
      { numRuns: Number(process.env.FAULT_RUNS ?? 150), examples: regressions },
    );
  }, 120_000);
});
