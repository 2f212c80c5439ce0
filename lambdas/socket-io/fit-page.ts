import type { ServerFrame } from '../../protocol/events.ts';
import { fitInFrame, pageBytes } from '../chat/model/page.ts';

/** What the old names add to a message at least: its content once more. */
const timesLarger = 2;

/**
 * With the old names a page of messages may not fit into one frame. The messages furthest from where the client reads
 * on are left out then, and `has_more` says so (WS-8).
 */
export function fitPage(frame: ServerFrame, request: { after_seq?: unknown }): ServerFrame {
  if (frame.event !== 'thread_joined') return frame;
  const { messages } = frame.data;
  const isForward = request.after_seq !== undefined;
  const fromHere = isForward ? messages : messages.toReversed();
  const fitting = fitInFrame(fromHere, pageBytes / timesLarger);
  if (fitting.length === messages.length) return frame;
  return {
    ...frame,
    data: { ...frame.data, messages: isForward ? fitting : fitting.toReversed(), has_more: true },
  };
}
