import { memo } from 'react';
import { useNow } from '@marketplace-chat/react';
import type { User } from '../../../protocol/objects.ts';
import { Avatar } from '../controls/Avatar.tsx';
import { CardRow } from '../message/CardRow.tsx';
import { MessageRow } from '../message/MessageRow.tsx';
import { PendingRow } from '../message/PendingRow.tsx';
import { formatDay } from '../view/format.ts';
import type { Reader } from '../view/moments.ts';
import { nameOf } from '../view/names.ts';
import type { Row } from '../view/rows.ts';
import { words } from '../words/index.ts';

interface TimelineRowProps {
  row: Row;
  other: User;
  reader: Reader;
  /** Whether the other participant has read it. */
  isRead: boolean;
  /** Shown below the newest message that has been read; null for all others. */
  readAt: string | null;
  tabbable: boolean;
}

/** One row of a conversation. It renders again only if one of its properties is another object. */
export const TimelineRow = memo(function TimelineRow({
  row,
  other,
  reader,
  isRead,
  readAt,
  tabbable,
}: TimelineRowProps) {
  switch (row.kind) {
    case 'start':
      return <StartRow other={other} />;
    case 'day':
      return <DayRow at={row.at} />;
    case 'new':
      return <div className="row new-row">{words.conversation.newMessages}</div>;
    case 'card':
      return <CardRow message={row.message} reader={reader} tabbable={tabbable} />;
    case 'pending':
      return <PendingRow row={row} tabbable={tabbable} />;
    case 'message':
      return <MessageRow row={row} isRead={isRead} readAt={readAt} tabbable={tabbable} />;
  }
});

function StartRow({ other }: { other: User }) {
  return (
    <div className="row start-row">
      <Avatar user={other} />
      {words.conversation.beginning(nameOf(other))}
    </div>
  );
}

function DayRow({ at }: { at: string }) {
  const now = useNow();
  return (
    <div className="row day-row">
      <span>{formatDay(at, now)}</span>
    </div>
  );
}
