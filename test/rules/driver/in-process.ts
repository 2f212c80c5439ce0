import { randomUUID } from 'node:crypto';
import { expect, inject } from 'vitest';
import { ChatError } from '../../../protocol/errors.ts';
import type { ServerFrame } from '../../../protocol/events.ts';
import { functionOf } from '../../../protocol/rest.ts';
import type { Recipient } from '../../../lambdas/chat/model/types.ts';
import type { UserContext } from '../../../lambdas/chat/ports/context.ts';
import type { Sockets } from '../../../lambdas/chat/ports/sockets.ts';
import { attachmentAnswers } from '../../../lambdas/gateway/attachment-answers.ts';
import { notificationAnswers } from '../../../lambdas/gateway/notification-answers.ts';
import { chatAnswers } from '../../../lambdas/gateway/chat-answers.ts';
import { connectHandler, disconnectHandler } from '../../../lambdas/gateway/connection-events.ts';
import { frameHandler } from '../../../lambdas/gateway/frame-handler.ts';
import { healMessages } from '../../../lambdas/gateway/heal-messages.ts';
import { findRoute } from '../../../lambdas/gateway/http-event.ts';
import { httpHandler } from '../../../lambdas/gateway/http-handler.ts';
import { removalHandler } from '../../../lambdas/gateway/remove-files.ts';
import { streamHandler } from '../../../lambdas/gateway/stream-handler.ts';
import { RowSizes } from '../../../lambdas/chat/search/row-sizes.ts';
import { searchAnswers } from '../../../lambdas/gateway/search-answers.ts';
import { SearchPages } from '../../../lambdas/gateway/search-pages.ts';
import { systemMessageHandler } from '../../../lambdas/gateway/system-message-handler.ts';
import { callerOf } from '../../../lambdas/platform/claims.ts';
import { readSettings, settingDefaults, settingsOf } from '../../../lambdas/platform/settings.ts';
import { connectionEvent, frameEvent, httpEvent, type Socket } from '../../../measure/events.ts';
import { createWorld, type World } from '../../../measure/world.ts';
import { captureEngine, type CapturedEngine } from '../../support/captured-engine.ts';
import type { Answer, Invoked, TokenOptions } from '../../support/chat.ts';
import { Device, type Frame } from '../../support/device.ts';
import type { Person } from '../../support/people.ts';
import { lazyFiles } from '../../../measure/storage.ts';
import { deliveryOfScans, fileRulesOf } from './in-process-files.ts';
import { InProcessNotifications } from './in-process-notifications.ts';
import { newCalls } from './in-process-calls.ts';
import { claimsOf, type Claims } from './in-process-claims.ts';
import { Invocations, type Parts } from './in-process-kills.ts';
import type { KillOrder, Watched } from './kills.ts';
import type { RuleChat, RuleOptions, Table } from './rule-chat.ts';

/**
 * The handlers of the deployed functions in this process: a real table, connections in memory, a clock turned by hand.
 */
export class InProcessChat implements RuleChat {
  private readonly devices = new Map<string, InProcessDevice>();
  private readonly sockets = this.managementApi();
  private readonly invocations: Invocations;
  /** What the processes of the functions remember. */
  private readonly calls = newCalls();
  private readonly search = { rowSizes: new RowSizes(), pages: new SearchPages() };
  private readonly notifications: InProcessNotifications;
  private losesDisconnects = false;
  /** Reads a batch of the table's stream. */
  private readonly readBatch;
  private readonly removeFiles;
  private readonly files = lazyFiles();
  readonly scanned = deliveryOfScans(() => ({ store: this.world.store, sockets: this.sockets, nowMs: this.nowMs() }));
  private streamRead: Promise<void> = Promise.resolve();
  readonly table: Table;

  constructor(
    readonly world: World,
    private readonly options: RuleOptions,
    private readonly engine: CapturedEngine | null,
  ) {
    this.table = world;
    const parts = { store: world.store, sockets: this.sockets };
    this.invocations = new Invocations({ ...world, sockets: this.sockets }, parts);
    const time = { nowMs: () => this.nowMs(), wait: async (ms: number) => void (world.clock.nowMs += ms) };
    this.removeFiles = removalHandler({ store: world.store, files: this.files });
    this.notifications = new InProcessNotifications(world, options);
    this.readBatch = streamHandler([healMessages({ ...parts, ...time }), this.notifications.step]);
  }

  private handlersOver(parts: Parts) {
    const { rules, clock } = this.world;
    const verifyToken = async (token: string) => this.ownerOf(token);
    const { CHAT_MAX_CONNECTIONS: maxConnections = settingDefaults.CHAT_MAX_CONNECTIONS } = this.options;
    const connectionRules = { maxConnections: Number(maxConnections), userLimit: rules.userLimit };
    return {
      connect: connectHandler(parts, connectionRules, this.calls.connect),
      disconnect: disconnectHandler(parts),
      frame: frameHandler({ ...parts, rules, verifyToken }, this.calls.frame),
      http: httpHandler({ ...parts, rules, verifyToken }, { answers: chatAnswers }, this.calls.http),
      search: httpHandler(
        { ...parts, ...this.search, logs: this.world.logs, rules, verifyToken },
        { answers: searchAnswers },
        this.calls.search,
      ),
      attachments: httpHandler(
        { ...parts, files: this.files, rules: { ...rules, ...fileRulesOf(this.options) }, verifyToken },
        { answers: attachmentAnswers },
        this.calls.attachments,
      ),
      notifications: httpHandler(
        { ...parts, ...this.notifications.parts, rules, verifyToken },
        { answers: notificationAnswers },
        this.calls.notifications,
      ),
      'system-message': systemMessageHandler(parts, () => clock.nowMs),
    };
  }

  /**
   * As the management API: a connection that has ended is reported as gone (410); closing one triggers `$disconnect`.
   */
  private managementApi(): Sockets {
    return {
      post: async <R extends Recipient>(recipients: R[], frame: ServerFrame) =>
        recipients.filter(({ connectionId }) => !this.devices.get(connectionId)?.push(frame)),
      close: async ({ connectionId }) => this.devices.get(connectionId)?.endWith(1000),
    };
  }

  /** Stands in for the issuer: a token is its claims, without a signature. */
  private ownerOf(token: string) {
    const claims = claimsOf(token);
    if (claims.exp * 1000 <= this.nowMs()) throw new ChatError('unauthorized', 'token: has expired');
    return { ...callerOf({ ...claims }, 'username'), expiresAtSeconds: claims.exp };
  }

  async token(sub: string, { username, expires_in = 3_600 }: TokenOptions = {}): Promise<string> {
    const claims: Claims = { sub, username, exp: Math.floor(this.nowMs() / 1000) + expires_in };
    return Buffer.from(JSON.stringify(claims)).toString('base64url');
  }

  async open(token: string): Promise<Device> {
    const device = new InProcessDevice(this, {
      ...this.ownerOf(token),
      // Later connections have greater ids, as if they had joined later within the same millisecond of the clock.
      connectionId: `${String(this.devices.size).padStart(6, '0')}-${randomUUID()}`,
      connectedAtMs: this.nowMs(),
    });
    this.devices.set(device.socket.connectionId, device);
    await this.connect(device);
    await device.request('hello');
    return device;
  }

  /** A handshake whose function fails is refused, and its connection ends. */
  private async connect(device: InProcessDevice): Promise<void> {
    const event = connectionEvent(device.socket, this.nowMs());
    const run = (parts: Parts) => this.handlersOver(parts).connect(event);
    const { statusCode } = (await this.invocations.run('connect', event, run)) ?? { statusCode: 502 };
    if (statusCode === 200) return;
    device.fail();
    throw new Error(`the handshake was refused: ${statusCode}`);
  }

  /** The client or the chat has ended the connection. */
  async disconnected(socket: Socket): Promise<void> {
    if (this.losesDisconnects) return;
    const event = connectionEvent(socket, this.nowMs());
    await this.invocations.run('disconnect', event, (parts) => this.handlersOver(parts).disconnect(event));
  }

  /** What the connection receives: the frame of the function, nothing, or the gateway's own if the function died. */
  async answer(socket: Socket, body: string): Promise<Frame | null> {
    const event = frameEvent(socket, this.nowMs(), body);
    const run = (parts: Parts) => this.handlersOver(parts).frame(event);
    const answer = await this.invocations.run('frame', event, run);
    if (answer === null) return { message: 'Internal server error' };
    return answer.body === undefined ? null : (JSON.parse(answer.body) as Frame);
  }

  async rest<T>(token: string, method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const [rawPath = '', query = ''] = path.split('?');
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const event = httpEvent(token, this.nowMs(), { method, path: rawPath, query, body: text });
    const route = findRoute(event);
    const name = route === null ? 'http' : functionOf(route.name);
    const response = await this.invocations.run(name, event, (parts) => this.handlersOver(parts)[name](event));
    const { statusCode: status, headers, body: answer } = response ?? diedAtRest;
    return { status, headers: new Headers(headers), body: (answer === undefined ? null : JSON.parse(answer)) as T };
  }

  async invoke(functionName: string, payload: unknown): Promise<Invoked> {
    if (functionName !== 'system-message') throw new Error(`${functionName} is not a function of services`);
    const context = { awsRequestId: randomUUID() };
    const run = (parts: Parts) => this.handlersOver(parts)[functionName](payload, context);
    try {
      const result = await this.invocations.run(functionName, payload, run);
      if (result === null) return { functionError: 'Unhandled', payload: { errorType: 'Runtime.ExitError' } };
      return { functionError: null, payload: JSON.parse(JSON.stringify(result)) };
    } catch (error) {
      const { name, message } = error as Error;
      return { functionError: 'Unhandled', payload: { errorType: name, errorMessage: message } };
    }
  }

  nowMs(): number {
    return this.world.clock.nowMs;
  }

  async wait(ms: number): Promise<void> {
    const untilMs = this.nowMs() + ms;
    if (this.notifications.isUsed) await this.readStream();
    await this.notifications.workUntil(untilMs);
    this.world.clock.nowMs = Math.max(untilMs, this.nowMs());
    await this.readStream();
    await this.notifications.workUntil(untilMs);
  }

  private async readStream(): Promise<void> {
    const { engine } = this;
    if (engine === null) return;
    // As Lambda does, one batch after the other; what its function writes comes in a batch of its own.
    this.streamRead = this.streamRead.then(async () => {
      for (let records = await engine.takeRecords(); records.length > 0; records = await engine.takeRecords())
        for (const read of [this.readBatch, this.removeFiles])
          expect(await read({ Records: records })).toEqual({ batchItemFailures: [] });
    });
    await this.streamRead;
  }

  async within(ms: number, check: () => Promise<void>): Promise<void> {
    await this.wait(ms);
    await check();
  }

  async kill(order: KillOrder): Promise<Watched> {
    return this.invocations.watch(order);
  }

  async loseDisconnects(areLost: boolean): Promise<void> {
    this.losesDisconnects = areLost;
  }

  async published(): Promise<unknown[]> {
    return this.notifications.events;
  }

  async deadLetters(): Promise<unknown[]> {
    return this.notifications.failed;
  }

  /** The context of a verb that is called without its handler. */
  as({ id, username }: Person, device?: Device): UserContext {
    const connectionId = device instanceof InProcessDevice ? device.socket.connectionId : null;
    return { ...this.world.as(id, { username, connectionId }), sockets: this.sockets };
  }

  async stop(): Promise<void> {
    this.engine?.close();
  }
}

class InProcessDevice extends Device {
  constructor(
    private readonly chat: InProcessChat,
    readonly socket: Socket,
  ) {
    super();
  }

  send(frame: unknown): void {
    const body = typeof frame === 'string' ? frame : JSON.stringify(frame);
    void this.chat.answer(this.socket, body).then((answer) => {
      if (answer !== null && this.closed === null) this.receive(answer);
    });
  }

  /** False once the connection has ended. */
  push(frame: ServerFrame): boolean {
    if (this.closed === null) this.receive(JSON.parse(JSON.stringify(frame)) as Frame);
    return this.closed === null;
  }

  close(): Promise<void> {
    return this.endWith(1005);
  }

  async endWith(code: number): Promise<void> {
    if (this.closed !== null) return;
    this.end({ code, reason: '' });
    await this.chat.disconnected(this.socket);
  }

  /** The connection never opens. */
  fail(): void {
    this.end({ code: 1006, reason: '' });
  }
}

/** What the HTTP API answers if its function died. */
const diedAtRest = { statusCode: 500, headers: {}, body: JSON.stringify({ message: 'Internal Server Error' }) };

/** A chat with a table of its own on the engine of this run. */
export async function openInProcess(
  options: RuleOptions = {},
  { hasStream } = { hasStream: false },
): Promise<InProcessChat> {
  const unused = Object.fromEntries(settingsOf.http.map((name) => [name, 'http://unused']));
  const environment = { ...unused, ...settingDefaults, ...options };
  const rules = { ...readSettings('http', environment), ...readSettings('search', environment) };
  const url = inject('dataEngineUrl');
  const engine = hasStream ? await captureEngine(url) : null;
  return new InProcessChat(await createWorld(engine?.url ?? url, rules), options, engine);
}
