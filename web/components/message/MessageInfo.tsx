import { useEffect, useState, type ReactNode } from 'react';
import { useChat } from '@marketplace-chat/react';
import type { Message } from '../../../protocol/objects.ts';
import { Dialog } from '../controls/Dialog.tsx';
import { formatFull } from '../view/format.ts';
import { errorText, words } from '../words/index.ts';

/** Shows when an own message was sent, edited and read. */
export function MessageInfo({ message, onClose }: { message: Message; onClose: () => void }) {
  const { client, me } = useChat();
  const [read, setRead] = useState<ReactNode>('…');
  const { thread_id: threadId, seq } = message;
  useEffect(() => {
    void client.rest.listReads(threadId, seq).then((result) => {
      if (!result.ok) return setRead(errorText(result.error));
      const byOther = result.value.results.find(({ user }) => user.id !== me.id);
      setRead(byOther === undefined ? words.message.notReadYet : <FullTime at={byOther.read_at} />);
    });
  }, [client, me.id, threadId, seq]);
  return (
    <Dialog title={words.message.infoTitle} onClose={onClose}>
      <dl className="facts">
        <dt>{words.message.infoSent}</dt>
        <dd>
          <FullTime at={message.sent_at} />
        </dd>
        {message.edited_at !== null && (
          <>
            <dt>{words.message.infoEdited}</dt>
            <dd>
              <FullTime at={message.edited_at} />
            </dd>
          </>
        )}
        <dt>{words.message.infoRead}</dt>
        <dd>{read}</dd>
      </dl>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {words.message.close}
        </button>
      </div>
    </Dialog>
  );
}

function FullTime({ at }: { at: string }) {
  return <time dateTime={at}>{formatFull(at)}</time>;
}
