import { ConfirmDialog } from '../controls/ConfirmDialog.tsx';
import { strings } from '../view/strings.ts';

interface SignOutDialogProps {
  unsent: number;
  onSignOut: () => void;
  onClose: () => void;
}

/** Asks for confirmation, because signing out would lose unsent messages. */
export function SignOutDialog({ unsent, onSignOut, onClose }: SignOutDialogProps) {
  return (
    <ConfirmDialog
      title={strings.signOut.unsent(unsent)}
      hint={strings.signOut.unsentHint}
      confirm={strings.signOut.discard}
      cancel={strings.signOut.stay}
      onConfirm={onSignOut}
      onClose={onClose}
    />
  );
}
