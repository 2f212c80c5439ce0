import type { ReactNode } from 'react';
import { Sidebar } from './inbox/Sidebar.tsx';
import { Part, type PartProps } from './Part.tsx';

/** What the app does for the inbox. */
export interface InboxProps extends PartProps {
  /** The conversation that the app shows beside the inbox. */
  openThreadId?: string | null | undefined;
  /** Shown at the end of the header. */
  actions?: ReactNode;
}

/**
 * The user's conversations, with search and filters. It fills the element around it. Say by `onOpen` what happens when
 * the user chooses one:
 *
 *     <Inbox openThreadId={threadId} onOpen={setThreadId} />
 */
export function Inbox({ openThreadId = null, actions, ...app }: InboxProps) {
  return (
    <Part openThreadId={openThreadId} {...app}>
      <Sidebar actions={actions} />
    </Part>
  );
}
