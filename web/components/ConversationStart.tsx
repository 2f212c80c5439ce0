import { lazyPart } from './controls/lazy-part.tsx';
import { NoConversation } from './inbox/NoConversation.tsx';
import { Part, type PartProps } from './Part.tsx';
import type { StartLink } from './starting/StartConversation.tsx';

const StartConversation = lazyPart(async () => (await import('./starting/StartConversation.tsx')).StartConversation);

/** What the app does for the place of a conversation. */
export interface ConversationStartProps extends PartProps {
  /** The conversation that a link wants to start; null: the user chooses one. */
  link?: StartLink | null | undefined;
}

/** In the place of a conversation while none is open. */
export function ConversationStart({ link = null, ...app }: ConversationStartProps) {
  return (
    <Part openThreadId={null} {...app}>
      {link === null ? <NoConversation /> : <StartConversation link={link} />}
    </Part>
  );
}
