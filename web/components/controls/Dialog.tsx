import { useId, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { isOfInputMethod } from '../view/keys.ts';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** The browser's modal dialog: it keeps the focus inside, closes on Escape, and then returns the focus. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    // Closed before it is removed from the page, because only closing returns the focus.
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-labelledby={titleId}
      onClose={onClose}
      onKeyDown={keepForInputMethod}
      onClick={(event) => event.target === element.current && isOutside(element.current, event) && onClose()}
    >
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  );
}

/** An Escape that ends a composition in a field of the dialog does not close the dialog. */
function keepForInputMethod(event: KeyboardEvent): void {
  if (event.key === 'Escape' && isOfInputMethod(event)) event.preventDefault();
}

function isOutside(element: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): boolean {
  const box = element.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
