import type { ErrorBody, ServerFrame } from '../../protocol/events.ts';
import { badRequest } from '../../protocol/parse.ts';
import { socketIoCodecs } from './codec.ts';
import { fitPage } from './fit-page.ts';
import { socketIoName } from './name.ts';
import { withOldNames } from './old-names.ts';
import { packets, type ClientPacket } from './packets.ts';
import { readEvent } from './read-event.ts';

/** A packet of a client who has signed in, as a frame of the chat's own protocol, and back. Pure. */

export type SignedInPacket = Exclude<ClientPacket, { kind: 'disconnect' }>;

/** The frame that the packet stands for, not yet checked. What asks for nothing counts as a `ping`. */
export function frameFor(packet: SignedInPacket): unknown {
  if (packet.kind === 'event') return readEvent(packet);
  if (packet.kind === 'connect') return { action: 'hello' };
  if (packet.kind === 'malformed') return badRequest([{ field: 'packet', message: packet.reason }]);
  return { action: 'ping' };
}

/** The packets that answer, in their order (SIO-3): what the reply to the frame becomes. */
export function packetsFor(packet: SignedInPacket, reply: ServerFrame, connectionId: string): string[] {
  const codec = socketIoCodecs[socketIoName]!;
  if (packet.kind === 'event') return eventPackets(packet, reply);
  if (packet.kind === 'connect') return connectPackets(reply, connectionId);
  if (reply.event === 'error') return [codec.encode(reply)];
  if (packet.kind === 'ping') return [packets.pong()];
  if (packet.kind === 'foreign namespace') return [refuseNamespace(packet.namespace)];
  return [];
}

/** After CONNECT `connection_confirmed` comes unasked (SIO-2). */
function connectPackets(reply: ServerFrame, connectionId: string): string[] {
  if (reply.event === 'error') return [refuse(reply.data)];
  return [packets.connected(connectionId), packets.event(reply.event, withOldNames(reply))];
}

/** The client shows it as `connect_error`, and does not connect again by itself. */
export function refuse({ message, ...data }: ErrorBody): string {
  return packets.refused({ message, data });
}

/** The reply as an event in any case, and as the acknowledgement if one is asked for. */
function eventPackets(
  { ackId, args: [fields] }: Extract<ClientPacket, { kind: 'event' }>,
  reply: ServerFrame,
): string[] {
  const fitting = fitPage(reply, (fields ?? {}) as { after_seq?: unknown });
  const { event } = fitting;
  const data = withOldNames(fitting);
  const acknowledgement = ackId === undefined ? [] : [packets.ack(ackId, { event, data })];
  return [packets.event(event, data), ...acknowledgement];
}

export function refuseNamespace(namespace: string): string {
  return packets.refused({ message: 'Invalid namespace' }, namespace);
}
