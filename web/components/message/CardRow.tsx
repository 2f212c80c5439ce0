import { useRef } from 'react';
import { useTalk } from '../hooks/talk-context.ts';
import { useLongPress } from '../hooks/use-long-press.ts';
import { useSwipe } from '../hooks/use-swipe.ts';
import { useBeginReply } from '../part/use-begin-reply.ts';
import { opensActions } from '../view/keys.ts';
import { EventCard, type EventCardProps } from './EventCard.tsx';
import { MessageActions } from './MessageActions.tsx';
import { Reactions } from './Reactions.tsx';

/** The row of a message of the marketplace: its card, its reactions and its actions. */
export function CardRow({ message, reader, tabbable }: EventCardProps) {
  const { mayAnswer } = useTalk();
  const deleted = message.deleted_at !== null;
  const actions = useRef<HTMLButtonElement>(null);
  const longPress = useLongPress(() => actions.current?.click());
  const beginReply = useBeginReply();
  const swipe = useSwipe(() => beginReply(message), { enabled: mayAnswer && !deleted });
  return (
    <div
      className="row card-row"
      data-focusable
      data-seq={message.seq}
      tabIndex={tabbable ? 0 : -1}
      onKeyDown={(event) => opensActions(event) && actions.current?.click()}
      {...swipe}
    >
      <div className="card-box" {...longPress}>
        <EventCard message={message} reader={reader} tabbable={tabbable} />
        <Reactions message={message} tabbable={tabbable} />
        {!deleted && <MessageActions message={message} own={null} buttonRef={actions} />}
      </div>
    </div>
  );
}
