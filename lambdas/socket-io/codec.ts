import type { Codecs } from '../push/codec.ts';
import { socketIoName } from './name.ts';
import { withOldNames } from './old-names.ts';
import { packets } from './packets.ts';

/** Frames as events of Socket.IO. After a DISCONNECT packet the client does not connect again (SIO-4). */
export const socketIoCodecs: Codecs = {
  [socketIoName]: {
    encode: (frame) => packets.event(frame.event, withOldNames(frame)),
    farewell: packets.disconnected(),
  },
};
