import type { Message } from '../../../protocol/objects.ts';
import { Dialog } from '../controls/Dialog.tsx';
import { lazyPart } from '../controls/lazy-part.tsx';
import { words } from '../words/index.ts';

const ReactionPicker = lazyPart(async () => (await import('./ReactionPicker.tsx')).ReactionPicker);

/** Lets the user choose among many emojis, which are loaded for it. */
export function ReactionDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  return (
    <Dialog title={words.reactions.title} onClose={onClose}>
      <ReactionPicker message={message} onDone={onClose} />
    </Dialog>
  );
}
