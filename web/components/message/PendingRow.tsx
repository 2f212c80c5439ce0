import { useRef, useState } from 'react';
import { useChat, useConnection, useNow } from '@marketplace-chat/react';
import { ConfirmDialog } from '../controls/ConfirmDialog.tsx';
import { Menu } from '../controls/Menu.tsx';
import { useLongPress } from '../hooks/use-long-press.ts';
import { copyText } from '../state/copy-text.ts';
import { formatClock } from '../view/format.ts';
import { opensActions } from '../view/keys.ts';
import { quoteOf } from '../view/quote.ts';
import { isLargeEmoji } from '../view/reactions.ts';
import type { Row } from '../view/rows.ts';
import { errorText, words } from '../words/index.ts';
import { PendingFiles } from '../files/PendingFiles.tsx';
import { LongText } from './LongText.tsx';
import { MessageMark } from './MessageMark.tsx';
import { QuoteBlock } from './QuoteBlock.tsx';

/** After this time a note explains that the message is still being sent. */
const slowMs = 8_000;

interface PendingRowProps {
  row: Extract<Row, { kind: 'pending' }>;
  tabbable: boolean;
}

/** An own message that is not stored yet: it is being sent, or it was refused and the user has to decide. */
export function PendingRow({ row, tabbable }: PendingRowProps) {
  const { client } = useChat();
  const { entry, quoted } = row;
  const large = entry.replyTo === null && entry.files.length === 0 && isLargeEmoji(entry.content);
  const actions = useRef<HTMLButtonElement>(null);
  const longPress = useLongPress(() => actions.current?.click());
  const [discarding, setDiscarding] = useState(false);
  const failed = entry.status.kind === 'failed';
  const at = new Date(entry.createdAtMs).toISOString();
  return (
    <div
      className="row message-row"
      data-focusable
      data-own="true"
      data-first={row.first}
      data-last={row.last}
      data-status={entry.status.kind}
      tabIndex={tabbable ? 0 : -1}
      onKeyDown={(event) => opensActions(event) && actions.current?.click()}
    >
      <div className="message">
        <span className="visually-hidden">{words.message.you}</span>
        <div className="bubble" data-content dir="auto" data-failed={failed} data-large={large} {...longPress}>
          {quoted !== undefined && <QuoteBlock quote={quoteOf(quoted)} tabbable={tabbable} />}
          {entry.files.length > 0 && <PendingFiles entry={entry} onDiscard={() => setDiscarding(true)} />}
          <LongText text={entry.content} tabbable={tabbable} />
          <span className="bubble-meta" dir="ltr">
            <time dateTime={at}>{formatClock(at)}</time>
            <MessageMark state={failed ? 'failed' : 'sending'} />
          </span>
        </div>
        {entry.status.kind === 'sending' && entry.files.length === 0 && row.last && (
          <SlowNote sinceMs={entry.createdAtMs} />
        )}
        {entry.status.kind === 'failed' && (
          <div className="message-below" data-kind="failed" role="alert">
            <span>
              <strong>{words.message.failed}.</strong>{' '}
              {errorText(entry.status.error, entry.replyTo === null ? 'send' : 'reply')}
            </span>
            <button type="button" className="text-button" onClick={() => client.retry(entry.id)}>
              {words.message.retry}
            </button>
            <button type="button" className="text-button" onClick={() => setDiscarding(true)}>
              {words.message.discard}
            </button>
          </div>
        )}
        <Menu
          label={words.message.actions}
          items={[{ label: words.message.copy, icon: 'copy', onSelect: () => copyText(entry.content) }]}
          className="message-actions"
          tabIndex={-1}
          buttonRef={actions}
        />
        {discarding && (
          <ConfirmDialog
            title={words.message.discardTitle}
            hint={words.message.discardHint}
            confirm={words.message.discard}
            onConfirm={() => client.discard(entry.id)}
            onClose={() => setDiscarding(false)}
          />
        )}
      </div>
    </div>
  );
}

function SlowNote({ sinceMs }: { sinceMs: number }) {
  const { client } = useChat();
  const { kind } = useConnection();
  useNow(1_000);
  return client.serverNowMs() - sinceMs < slowMs ? null : (
    <div className="message-below" role="status">
      {kind === 'connected' ? words.message.stillSending : words.message.waiting}
    </div>
  );
}
