import { words } from '../words/index.ts';
import { Dialog } from './Dialog.tsx';

interface ConfirmDialogProps {
  title: string;
  hint: string;
  confirm: string;
  cancel?: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks for confirmation before something that affects others or cannot be undone. */
export function ConfirmDialog({
  title,
  hint,
  confirm,
  cancel = words.message.cancel,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const confirmAndClose = () => {
    onConfirm();
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{hint}</p>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {cancel}
        </button>
        <button type="button" className="button" data-look="danger" onClick={confirmAndClose}>
          {confirm}
        </button>
      </div>
    </Dialog>
  );
}
