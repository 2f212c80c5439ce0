import { badRequest } from '../../protocol/parse.ts';
import { withNewNames } from './old-names.ts';
import type { ClientPacket } from './packets.ts';

type EventPacket = Extract<ClientPacket, { kind: 'event' }>;

/**
 * The frame that an event stands for, not yet checked: its name is the action, its first argument has the fields, and
 * the id of its acknowledgement is the id of the request. A ChatError `bad_request` if the argument is no object.
 */
export function readEvent({ name, args: [fields = {}], ackId }: EventPacket): unknown {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    return badRequest([{ field: 'fields', message: 'must be an object' }]);
  const { request_id: _, ...own } = withNewNames(fields as Record<string, unknown>);
  return { ...own, action: name, ...(ackId === undefined ? {} : { request_id: String(ackId) }) };
}
