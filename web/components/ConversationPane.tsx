import { lazyPart } from './controls/lazy-part.tsx';
import { Conversation } from './conversation/Conversation.tsx';
import { NoConversation } from './inbox/NoConversation.tsx';
import { useOpenThreadId, useStartLink } from './state/route.ts';

const StartConversation = lazyPart(async () => (await import('./starting/StartConversation.tsx')).StartConversation);

/** What the address names: a conversation, one that a link wants to start, or none. */
export function ConversationPane() {
  const openThreadId = useOpenThreadId();
  const link = useStartLink();
  if (openThreadId !== null) return <Conversation key={openThreadId} threadId={openThreadId} />;
  return link === null ? <NoConversation /> : <StartConversation link={link} />;
}
