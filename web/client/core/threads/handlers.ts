import type { Handlers } from '../machine/handlers.ts';
import { change } from './changing.ts';
import { join, leave } from './joining.ts';
import { dropReads, requestRead } from './read-marks.ts';
import { stopTyping, typed } from './typing.ts';
import { aroundArrived, endWindow, newerArrived, olderArrived } from './window.ts';

type Kind = Paging | 'join' | 'leave' | 'type' | 'stop_typing' | 'read' | 'edit' | 'delete' | 'react';

type Paging = 'older' | 'newer' | 'around' | 'end_window';

export const handlers: Handlers<Kind> = {
  join: (turn, input) => join(turn, input.threadId),
  leave: (turn, input) => leave(turn, input.threadId),
  older: (turn, input) => olderArrived(turn, input.threadId, input.messages),
  newer: (turn, input) => newerArrived(turn, input.threadId, input.messages),
  around: (turn, input) => aroundArrived(turn, input.threadId, input.messages),
  end_window: (turn, input) => endWindow(turn, input.threadId),
  type: (turn, input) => typed(turn, input.threadId),
  stop_typing: (turn, input) => stopTyping(turn, input.threadId),
  read: (turn, input) => {
    requestRead(turn, input.threadId, input.upToSeq, input.call);
    if (!turn.state.isWanted) dropReads(turn);
  },
  edit: (turn, input) => {
    const { content, revision } = input;
    change(turn, input, { action: 'edit_message', content, ...(revision !== undefined && { revision }) });
  },
  delete: (turn, input) => change(turn, input, { action: 'delete_message' }),
  react: (turn, input) => change(turn, input, { action: input.action, emoji: input.emoji }),
};
