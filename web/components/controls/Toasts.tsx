import { dismiss, toasts, type Toast, type ToastAction } from '../state/toasts.ts';
import { words } from '../words/index.ts';
import { Icon } from './Icon.tsx';

/** Short notices at the bottom of the window. Screen readers announce them. */
export function Toasts() {
  const shown = toasts.use();
  return (
    <div className="toasts" role="alert">
      {shown.map((toast) => (
        <div key={toast.id} className="toast" data-kind={toast.kind}>
          <Icon name={toast.kind === 'error' ? 'alert' : 'check'} />
          <span>{toast.text}</span>
          {toast.action && <ActionButton toast={toast} action={toast.action} />}
          <button type="button" className="icon-button" aria-label={words.dismiss} onClick={() => dismiss(toast.id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}

function ActionButton({ toast, action }: { toast: Toast; action: ToastAction }) {
  const run = () => {
    dismiss(toast.id);
    action.run();
  };
  return (
    <button type="button" className="text-button" onClick={run}>
      {action.label}
    </button>
  );
}
