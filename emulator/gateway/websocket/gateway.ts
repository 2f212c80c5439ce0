import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { happens } from '../../runtime/faults.ts';
import type { WebSocketRouteModel } from '../model.ts';
import type { Faults } from '../../runtime/settings.ts';
import { gatewayId } from '../../primitives/ids.ts';
import { callIntegration, type Call, type IntegrationOutcome } from '../integration.ts';
import type { GatewayOptions } from '../options.ts';
import { skewMs } from '../../runtime/skew.ts';
import type { Throttle } from '../../primitives/throttle.ts';
import { messageBytesMax, OpenConnection, type ConnectionListener } from './connection.ts';
import { disconnectEvent, messageEvent, type CloseReason, type ConnectionInfo } from './events.ts';
import { FrameMeter } from './frame-meter.ts';
import { admit, routeArn, type HandshakeDependencies } from './handshake.ts';
import { parseProxyResponse } from './proxy-response.ts';
import { gatewayError, refuseUpgrade } from './refusal.ts';
import { findRoute, selectRoute } from './route.ts';

export interface WebSocketGatewayDependencies extends HandshakeDependencies {
  options: GatewayOptions;
  faults: Faults;
  newConnections: Throttle;
  requests: Throttle;
}

/** No compression, and no sub-protocol but the one that `$connect` chose. `ws` sends no pings of its own. */
const serverOptions: ServerOptions & { closeTimeout: number } = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: messageBytesMax,
  closeTimeout: 2_000,
  handleProtocols: () => false,
};

/** A WebSocket API: handshakes in, frames to the functions of their routes, their answers back. */
export class WebSocketGateway implements ConnectionListener {
  readonly #open = new Map<string, OpenConnection>();
  /** Pending, open and closing ones. */
  readonly #sockets = new Set<Duplex>();
  readonly #disconnects = new Set<Promise<unknown>>();
  readonly #subprotocols = new WeakMap<IncomingMessage, string>();
  readonly #server: WebSocketServer;

  constructor(private readonly dependencies: WebSocketGatewayDependencies) {
    this.#server = new WebSocketServer(serverOptions);
    this.#server.on('headers', (headers, request) => {
      const subprotocol = this.#subprotocols.get(request);
      if (subprotocol !== undefined) headers.push(`Sec-WebSocket-Protocol: ${subprotocol}`);
    });
  }

  /** The connection while it is open: neither before `$connect` has returned nor once it is being closed. */
  find(connectionId: string): OpenConnection | undefined {
    const connection = this.#open.get(connectionId);
    return connection?.isOpen === true ? connection : undefined;
  }

  get api() {
    return this.dependencies.api;
  }

  /** Handles the `upgrade` event of an HTTP server. Never rejects. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (!this.dependencies.newConnections.take()) return refuseUpgrade(socket, 429, gatewayId());
    const admission = await admit(this.dependencies, request, skewMs(this.dependencies.faults));
    if (!admission.admitted) return refuseUpgrade(socket, admission.status, admission.connectionId);
    const { connection, subprotocol } = admission;
    if (subprotocol !== null) this.#subprotocols.set(request, subprotocol);
    const opened = this.#openSocket(connection, request, socket, head);
    // The client left while the upgrade was pending, or `ws` cannot read the sub-protocols that it offers.
    if (!opened) this.#disconnect(connection, { code: 1006, reason: 'Connection Closed Abnormally' });
  }

  onMessage(connection: OpenConnection, body: string): void {
    void this.#dispatch(connection, body);
  }

  onEnd(connection: OpenConnection, closed: CloseReason): void {
    this.#open.delete(connection.info.connectionId);
    this.#disconnect(connection.info, closed);
  }

  /**
   * Closes every socket with 1001 and waits for them and for their `$disconnect`, at most `graceMs`; then cuts
   * off the rest.
   */
  async close(graceMs: number): Promise<void> {
    for (const connection of [...this.#open.values()]) connection.close(1001, 'Going away');
    const ended = [...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise((resolve) => (timer = setTimeout(resolve, graceMs)));
    await Promise.race([Promise.all([...this.#disconnects, ...ended]), grace]);
    clearTimeout(timer);
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Whether the socket could be opened. `ws` calls back at once or not at all. */
  #openSocket(info: ConnectionInfo, request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    let opened: OpenConnection | undefined;
    const meter = new FrameMeter((payloadBytes) => opened?.checkFrame(payloadBytes));
    this.#server.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
      opened = new OpenConnection(info, webSocket, this.dependencies.options, this);
      this.#open.set(info.connectionId, opened);
    });
    if (opened === undefined) return false;
    // Before the listener of `ws`, so that a frame that is too large is refused before `ws` reads it.
    socket.prependListener('data', (chunk: Buffer) => meter.push(chunk));
    return true;
  }

  /** Frames of one connection are handled concurrently. */
  async #dispatch(connection: OpenConnection, body: string): Promise<void> {
    const { api, functions, requests } = this.dependencies;
    const { connectionId } = connection.info;
    const requestId = gatewayId();
    const refuse = (message: string) => connection.send(gatewayError(message, connectionId, requestId));
    if (!requests.take()) return refuse('Too Many Requests');
    const route = selectRoute(api, body);
    if (route === undefined) return refuse('Forbidden');
    const event = messageEvent(api, connection.info, route.routeKey, requestId, body);
    const outcome = await callIntegration(functions, this.#call(route), event);
    const answer = answerOf(outcome);
    if (answer === null) return refuse('Internal server error');
    if (route.returnsResponse && answer !== '') connection.send(answer);
  }

  #call({ integration, routeKey }: WebSocketRouteModel): Call {
    return { ...integration, sourceArn: routeArn(this.dependencies, routeKey) };
  }

  #disconnect(connection: ConnectionInfo, closed: CloseReason): void {
    const { api, functions, faults } = this.dependencies;
    const route = findRoute(api, '$disconnect');
    if (route === undefined || happens(faults, 'LOCAL_DISCONNECT_LOSS')) return;
    const running = callIntegration(functions, this.#call(route), disconnectEvent(api, connection, closed));
    this.#disconnects.add(running);
    void running.finally(() => this.#disconnects.delete(running));
  }
}

/**
 * The body of the integration's answer, empty if it has none; null if the integration failed or the body
 * cannot be sent.
 */
function answerOf(outcome: IntegrationOutcome): string | null {
  const answer = outcome.kind === 'returned' ? parseProxyResponse(outcome.value) : null;
  return answer === null || Buffer.byteLength(answer.body) > messageBytesMax ? null : answer.body;
}
