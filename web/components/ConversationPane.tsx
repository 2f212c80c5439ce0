import { lazyPart } from './controls/lazy-part.tsx';
import { Conversation } from './conversation/Conversation.tsx';
import { NoConversation } from './inbox/NoConversation.tsx';
import type { StartLink } from './state/route.ts';

const StartConversation = lazyPart(async () => (await import('./starting/StartConversation.tsx')).StartConversation);

interface ConversationPaneProps {
  openThreadId: string | null;
  link: StartLink | null;
}

/**
 * What the address names: a conversation, one that a link wants to start, or none. The page reads the address once for
 * all of its parts: on a phone a conversation that is drawn before its pane is shown could not take the focus.
 */
export function ConversationPane({ openThreadId, link }: ConversationPaneProps) {
  if (openThreadId !== null) return <Conversation key={openThreadId} threadId={openThreadId} />;
  return link === null ? <NoConversation /> : <StartConversation link={link} />;
}
