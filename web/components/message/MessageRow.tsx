import { useRef } from 'react';
import { useNow } from '@marketplace-chat/react';
import { useTalk } from '../hooks/talk-context.ts';
import { useLongPress } from '../hooks/use-long-press.ts';
import { useSwipe } from '../hooks/use-swipe.ts';
import { endEdit, startEdit, useEdit } from '../state/edits.ts';
import { focusedNear, isFocusLost } from '../part/focus.ts';
import { useBeginReply } from '../part/use-begin-reply.ts';
import { formatClock, formatFull, formatReadAt } from '../view/format.ts';
import { opensActions } from '../view/keys.ts';
import { nameOf } from '../view/names.ts';
import { isLargeEmoji } from '../view/reactions.ts';
import type { Row } from '../view/rows.ts';
import { words } from '../words/index.ts';
import { Attachments } from '../files/Attachments.tsx';
import { EditForm } from './EditForm.tsx';
import { LongText } from './LongText.tsx';
import { MessageActions } from './MessageActions.tsx';
import { MessageMark } from './MessageMark.tsx';
import { QuoteBlock } from './QuoteBlock.tsx';
import { Reactions } from './Reactions.tsx';

interface MessageRowProps {
  row: Extract<Row, { kind: 'message' }>;
  isRead: boolean;
  readAt: string | null;
  tabbable: boolean;
}

/** A message of a participant: its bubble, its state and its actions. */
export function MessageRow({ row, isRead, readAt, tabbable }: MessageRowProps) {
  const { message, own } = row;
  const edit = useEdit(message);
  const element = useRef<HTMLDivElement>(null);
  const actions = useRef<HTMLButtonElement>(null);
  const longPress = useLongPress(() => actions.current?.click());
  const deleted = message.deleted_at !== null;
  const { mayAnswer } = useTalk();
  const beginReply = useBeginReply();
  const swipe = useSwipe(() => beginReply(message), { enabled: mayAnswer && !deleted });
  const isEdited = message.edited_at !== null && !deleted;
  const large = message.reply_to === null && message.attachments.length === 0 && isLargeEmoji(message.content);
  const stopEditing = () => {
    endEdit(message);
    element.current?.focus();
  };
  return (
    <div
      ref={element}
      className="row message-row"
      data-focusable
      data-own={own}
      data-first={row.first}
      data-last={row.last}
      data-seq={message.seq}
      tabIndex={tabbable ? 0 : -1}
      onKeyDown={(event) => opensActions(event) && actions.current?.click()}
      {...swipe}
    >
      <div className="message">
        <span className="visually-hidden">
          {own || message.sender === null ? words.message.you : nameOf(message.sender)}
        </span>
        {edit !== null && !deleted ? (
          <EditForm message={message} edit={edit} onDone={stopEditing} />
        ) : (
          <div className="bubble" data-content dir="auto" data-deleted={deleted} data-large={large} {...longPress}>
            {message.reply_to !== null && !deleted && <QuoteBlock quote={message.reply_to} tabbable={tabbable} />}
            {!deleted && <Attachments message={message} tabbable={tabbable} />}
            {deleted ? words.message.deleted : <LongText text={message.content} tabbable={tabbable} />}
            <span className={row.last || isEdited ? 'bubble-meta' : 'visually-hidden'} dir="ltr">
              {isEdited && (
                <span title={words.message.editedAt(formatFull(message.edited_at ?? ''))}>{words.message.edited}</span>
              )}
              <span className={row.last ? 'bubble-when' : 'visually-hidden'}>
                <time dateTime={message.sent_at} title={formatFull(message.sent_at)}>
                  {formatClock(message.sent_at)}
                </time>
                {own && <MessageMark state={isRead ? 'read' : 'sent'} />}
              </span>
            </span>
          </div>
        )}
        <Reactions message={message} tabbable={tabbable} />
        {readAt !== null && <ReadLabel at={readAt} />}
        {edit === null && !deleted && (
          <MessageActions
            buttonRef={actions}
            message={message}
            own={own ? { onEdit: () => startEdit(message), onDeleted: () => takeFocus(element.current) } : null}
          />
        )}
      </div>
    </div>
  );
}

function ReadLabel({ at }: { at: string }) {
  const now = useNow();
  return (
    <time className="message-below" dateTime={at} title={formatFull(at)}>
      {words.message.readAt(formatReadAt(at, now))}
    </time>
  );
}

/**
 * Focuses the row after its message was deleted, because the focused button was removed. Leaves the focus if it is
 * elsewhere.
 */
function takeFocus(row: HTMLElement | null): void {
  if (row !== null && (isFocusLost(row) || row.contains(focusedNear(row)))) row.focus();
}
