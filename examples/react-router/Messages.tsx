import { useCallback } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { Conversation, Inbox } from '@marketplace-chat/components';

const inboxHref = '/messages';

/** The address of a conversation, or of a message in it. */
function hrefOf(threadId: string, seq?: number): string {
  const path = `${inboxHref}/${encodeURIComponent(threadId)}`;
  return seq === undefined ? path : `${path}?seq=${seq}`;
}

/** The inbox, and the conversation that the address names. */
export function Messages() {
  const { threadId = null } = useParams();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const app = {
    hrefOf,
    inboxHref,
    onOpen: useCallback(
      (id: string, { seq, replaces = false }: { seq?: number | undefined; replaces?: boolean | undefined }) =>
        void navigate(hrefOf(id, seq), { replace: replaces }),
      [navigate],
    ),
    onClose: useCallback(() => void navigate(inboxHref), [navigate]),
  };
  const seq = search.has('seq') ? Number(search.get('seq')) : null;
  const forget = useCallback(
    () => threadId !== null && void navigate(hrefOf(threadId), { replace: true }),
    [navigate, threadId],
  );
  return (
    <main className="messages" data-open={threadId !== null}>
      <Inbox openThreadId={threadId} {...app} />
      {threadId === null ? (
        <p className="site-page">Choose a conversation.</p>
      ) : (
        <Conversation threadId={threadId} seq={seq} onShown={forget} {...app} />
      )}
    </main>
  );
}
