import { ConfirmDialog } from '../controls/ConfirmDialog.tsx';
import { words } from '../words/index.ts';

interface SignOutDialogProps {
  unsent: number;
  onSignOut: () => void;
  onClose: () => void;
}

/** Asks for confirmation, because signing out would lose unsent messages. */
export function SignOutDialog({ unsent, onSignOut, onClose }: SignOutDialogProps) {
  return (
    <ConfirmDialog
      title={words.signOut.unsent(unsent)}
      hint={words.signOut.unsentHint}
      confirm={words.signOut.discard}
      cancel={words.signOut.stay}
      onConfirm={onSignOut}
      onClose={onClose}
    />
  );
}
