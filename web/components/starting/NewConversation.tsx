import { useChat } from '@marketplace-chat/react';
import { Dialog } from '../controls/Dialog.tsx';
import { lazyPart } from '../controls/lazy-part.tsx';
import { words } from '../words/index.ts';

const TypedForm = lazyPart(async () => (await import('./TypedForm.tsx')).TypedForm);
const PersonPicker = lazyPart(async () => (await import('./PersonPicker.tsx')).PersonPicker);

/**
 * Whether users start conversations from the page. They cannot know ids, so it takes a directory of the marketplace, or
 * a developer on one machine. Links of the marketplace start conversations anyway.
 */
export function useCanStart(): boolean {
  const { directory, suggestPeople } = useChat();
  return directory !== null || suggestPeople !== null;
}

/** Asks for the person, and opens the conversation with them. */
export function NewConversation({ onClose }: { onClose: () => void }) {
  const { directory } = useChat();
  return (
    <Dialog title={words.newConversation.title} onClose={onClose}>
      {directory === null ? <TypedForm onClose={onClose} /> : <PersonPicker directory={directory} onClose={onClose} />}
    </Dialog>
  );
}
