import type { Recipient, TokenOwner } from '../chat/model/types.ts';
import type { SignedIn } from '../data/signed-in.ts';
import { decodeConnectionUser } from '../gateway/connection-context.ts';
import { errorBodyOf } from '../gateway/frame-event.ts';
import { frameContextOf, type FrameEvent, type FrameParts, type FrameResponse } from '../gateway/frame-handler.ts';
import { Participants } from '../gateway/participants.ts';
import { replyTo } from '../gateway/reply-to.ts';
import { reportFailure } from '../gateway/report-failure.ts';
import { UserCalls } from '../gateway/user-calls.ts';
import type { RawSockets } from '../push/raw-sockets.ts';
import { frameFor, packetsFor, refuse, refuseNamespace, type SignedInPacket } from './answer-packet.ts';
import { socketIoName } from './name.ts';
import { readPacket, type ClientPacket } from './packets.ts';
import { remembering } from './remembered.ts';
import { signIn } from './sign-in.ts';

export interface SocketIoParts extends FrameParts {
  signedIn: SignedIn;
  raw: RawSockets;
  maxConnections: number;
}

/**
 * The frames of connections that speak Socket.IO: each is a frame of the chat's own protocol in another encoding
 * (SIO-1). Until a CONNECT packet has proved the user, nothing else is answered (SIO-2).
 * @param calls what the process remembers of its users' calls
 */
export function socketIoFrames(parts: SocketIoParts, calls = new UserCalls()) {
  const handler = new SocketIoFrames(parts, calls);
  return (event: FrameEvent) => handler.handle(event);
}

class SocketIoFrames {
  private readonly signedIn;
  private readonly participants;

  constructor(
    private readonly parts: SocketIoParts,
    private readonly calls: UserCalls,
  ) {
    this.signedIn = remembering(parts.signedIn);
    this.participants = new Participants(parts.store);
  }

  async handle(event: FrameEvent): Promise<FrameResponse> {
    const { connectionId, connectedAt: connectedAtMs } = event.requestContext;
    const packet = readPacket(event.body ?? '');
    const owner = await this.signedIn.find(connectionId);
    if (owner === null) return this.respond(connectionId, await this.signIn(event, packet));
    if (packet.kind === 'disconnect') return this.hangUp(connectionId);
    const connection = { ...owner, connectionId, connectedAtMs, codec: socketIoName };
    return this.respond(connectionId, await this.answer(event, connection, packet));
  }

  private async answer(event: FrameEvent, connection: Recipient, packet: SignedInPacket): Promise<string[]> {
    const ctx = frameContextOf(event, connection, { ...this.parts, participants: this.participants });
    const reply = await replyTo(ctx, this.calls, frameFor(packet));
    return reply === null ? [] : packetsFor(packet, reply, connection.connectionId);
  }

  /** The answer to a packet of somebody who has not signed in. Whatever does not sign in ends the connection. */
  private async signIn(event: FrameEvent, packet: ClientPacket): Promise<string[]> {
    const { connectionId, connectedAt: connectedAtMs, requestTimeEpoch: nowMs, requestId } = event.requestContext;
    if (packet.kind !== 'connect') {
      const refusal = packet.kind === 'foreign namespace' ? [refuseNamespace(packet.namespace)] : [];
      return this.refuse(connectionId, refusal);
    }
    const { store, sockets, rules, maxConnections } = this.parts;
    const unsigned = { connectionId, connectedAtMs, handshakeOwner: ownerIn(event) };
    const ctx = { store, sockets, nowMs, requestId, connectionId };
    const parts = { ...this.parts, calls: this.calls, rules: { maxConnections, userLimit: rules.userLimit } };
    try {
      const connection = await signIn(ctx, unsigned, packet.auth, parts);
      return connection === null ? [] : await this.answer(event, connection, packet);
    } catch (error) {
      reportFailure('signing in failed', error);
      return this.refuse(connectionId, [refuse(errorBodyOf(error))]);
    }
  }

  /** Posts the packets and closes the socket. An answer would come after the close, so there is none. */
  private async refuse(connectionId: string, texts: string[]): Promise<string[]> {
    for (const text of texts) await this.parts.raw.post(connectionId, new TextEncoder().encode(text));
    await this.parts.raw.cut(connectionId);
    return [];
  }

  private async hangUp(connectionId: string): Promise<FrameResponse> {
    await this.parts.raw.cut(connectionId);
    return { statusCode: 200 };
  }

  /** API Gateway sends one answer to a frame, so all packets but the last are posted. */
  private async respond(connectionId: string, texts: string[]): Promise<FrameResponse> {
    for (const text of texts.slice(0, -1)) await this.parts.raw.post(connectionId, new TextEncoder().encode(text));
    const last = texts.at(-1);
    return { statusCode: 200, ...(last === undefined ? {} : { body: last }) };
  }
}

/** The user of the token that the handshake had; null if it had no good one. */
function ownerIn({ requestContext: { authorizer } }: FrameEvent): TokenOwner | null {
  const hasUser = typeof authorizer === 'object' && authorizer !== null && 'user_id' in authorizer;
  if (!hasUser) return null;
  const { userId, username, expiresAtSeconds } = decodeConnectionUser(authorizer);
  return { userId, username, expiresAtSeconds };
}
