import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { ChatError } from '../../../protocol/errors.ts';
import type { ServerFrame } from '../../../protocol/events.ts';
import type { Recipient } from '../../../lambdas/chat/model/types.ts';
import type { Sockets } from '../../../lambdas/chat/ports/sockets.ts';
import { connectHandler, disconnectHandler } from '../../../lambdas/gateway/connection-events.ts';
import { frameHandler } from '../../../lambdas/gateway/frame-handler.ts';
import { httpHandler } from '../../../lambdas/gateway/http-handler.ts';
import { systemMessageHandler } from '../../../lambdas/gateway/system-message-handler.ts';
import { callerOf } from '../../../lambdas/platform/claims.ts';
import { readSettings, settingDefaults, settingsOf } from '../../../lambdas/platform/settings.ts';
import { connectionEvent, frameEvent, httpEvent, type Socket } from '../../../measure/events.ts';
import { createWorld, type World } from '../../../measure/world.ts';
import type { Answer, Invoked, TokenOptions } from '../../support/chat.ts';
import { Device, type Frame } from '../../support/device.ts';
import type { RuleChat, RuleOptions } from './rule-chat.ts';

/** The handlers of the deployed functions in this process: a real table, connections in memory, a clock turned by hand. */
class InProcessChat implements RuleChat {
  private readonly devices = new Map<string, InProcessDevice>();
  private readonly parts;
  readonly handlers;

  constructor(
    readonly world: World,
    readonly options: RuleOptions,
  ) {
    const { store, rules, clock } = world;
    this.parts = { store, sockets: this.sockets() };
    const verifyToken = async (token: string) => this.ownerOf(token);
    this.handlers = {
      connect: connectHandler(this.parts, Number(options.CHAT_MAX_CONNECTIONS ?? settingDefaults.CHAT_MAX_CONNECTIONS)),
      disconnect: disconnectHandler(this.parts),
      frame: frameHandler({ ...this.parts, rules, verifyToken }),
      http: httpHandler({ ...this.parts, rules, verifyToken, openapi: {} }),
      'system-message': systemMessageHandler(this.parts, () => clock.nowMs),
    };
  }

  /** As the management API: a connection that has ended is reported as gone (410); closing one triggers `$disconnect`. */
  private sockets(): Sockets {
    return {
      post: async <R extends Recipient>(recipients: R[], frame: ServerFrame) =>
        recipients.filter(({ connectionId }) => !this.devices.get(connectionId)?.push(frame)),
      close: async (connectionId) => this.devices.get(connectionId)?.endWith(1000),
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
    await this.handlers.connect(connectionEvent(device.socket, this.nowMs()));
    await device.request('hello');
    return device;
  }

  async rest<T>(token: string, method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const [rawPath = '', query = ''] = path.split('?');
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const event = httpEvent(token, this.nowMs(), { method, path: rawPath, query, body: text });
    const { statusCode: status, headers, body: answer } = await this.handlers.http(event);
    return { status, headers: new Headers(headers), body: (answer === undefined ? null : JSON.parse(answer)) as T };
  }

  async invoke(functionName: string, payload: unknown): Promise<Invoked> {
    if (functionName !== 'system-message') throw new Error(`${functionName} is not a function of services`);
    try {
      const result = await this.handlers[functionName](payload, { awsRequestId: randomUUID() });
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
    this.world.clock.nowMs += ms;
  }

  async stop(): Promise<void> {}
}

interface Claims {
  sub: string;
  username: string | undefined;
  exp: number;
}

function claimsOf(token: string): Claims {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString()) as Claims;
  } catch {
    throw new ChatError('unauthorized', 'token: is not valid');
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
    void this.chat.handlers.frame(frameEvent(this.socket, this.chat.nowMs(), body)).then((answer) => {
      if (answer.body !== undefined && this.closed === null) this.receive(JSON.parse(answer.body) as Frame);
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
    if (this.chat.options.LOCAL_DISCONNECT_LOSS === '1') return;
    await this.chat.handlers.disconnect(connectionEvent(this.socket, this.chat.nowMs()));
  }
}

/** A chat with a table of its own on the engine of this run. */
export async function openInProcess(options: RuleOptions): Promise<RuleChat> {
  const unused = Object.fromEntries(settingsOf.http.map((name) => [name, 'http://unused']));
  const { editWindowMs, rateLimit } = readSettings('http', { ...unused, ...settingDefaults, ...options });
  return new InProcessChat(await createWorld(inject('dataEngineUrl'), { editWindowMs, rateLimit }), options);
}
