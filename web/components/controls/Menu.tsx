import { useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { focusedNear } from '../part/focus.ts';
import { towardsEnd } from '../view/sideways.ts';
import { isTouch } from '../view/touch.ts';
import { Icon, type IconName } from './Icon.tsx';

export interface MenuItem {
  label: string;
  icon: IconName;
  danger?: boolean;
  /** Why it cannot be chosen; null or absent if it can. It is shown all the same, so that nobody looks for it. */
  unavailable?: string | null;
  onSelect: () => void;
}

interface MenuProps {
  label: string;
  items: readonly MenuItem[];
  className?: string;
  tabIndex?: number;
  /** Shown above the items. */
  children?: ReactNode;
  trigger?: ReactNode;
  buttonRef?: RefObject<HTMLButtonElement | null>;
}

/**
 * A button that opens a list of actions, in a browser popover that Escape or a click elsewhere closes. The list is
 * rendered only while it is open, because each row of the inbox and of a conversation has one.
 */
export function Menu({ label, items, className = '', tabIndex, children, trigger, buttonRef }: MenuProps) {
  const ownRef = useRef<HTMLButtonElement>(null);
  const button = buttonRef ?? ownRef;
  const popover = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  const show = () => {
    // At once, because the place of the popover depends on its size.
    flushSync(() => setOpen(true));
    popover.current?.showPopover();
    if (popover.current && button.current) placeBeside(popover.current, anchorOf(button.current));
    popover.current?.querySelector<HTMLElement>('[data-menu-item]')?.focus();
  };
  const select = (item: MenuItem) => {
    if (item.unavailable != null) return;
    popover.current?.hidePopover();
    item.onSelect();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`icon-button ${className}`}
        tabIndex={tabIndex}
        aria-label={label}
        aria-haspopup="true"
        aria-expanded={open}
        onClick={show}
      >
        {trigger ?? <Icon name="more" />}
      </button>
      <div
        ref={popover}
        popover="auto"
        className="menu"
        role="group"
        aria-label={label}
        onToggle={(event) => setOpen(event.newState === 'open')}
        onKeyDown={moveFocus}
      >
        {open && children}
        {open &&
          items.map((item) => (
            <button
              key={item.label}
              type="button"
              className="menu-item"
              data-menu-item
              data-danger={item.danger}
              // It keeps the focus, so that its reason can be read.
              aria-disabled={item.unavailable != null}
              onClick={() => select(item)}
            >
              <Icon name={item.icon} />
              <span>
                {item.label}
                {item.unavailable != null && <small>{item.unavailable}</small>}
              </span>
            </button>
          ))}
      </div>
    </>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-menu-item]')];
  const next =
    items[(items.indexOf(focusedNear(event.currentTarget) as HTMLElement) + step + items.length) % items.length];
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

/**
 * On touch screens the button of a message is hidden (a long press replaces it), so the menu opens next to the bubble.
 */
function anchorOf(button: HTMLElement): HTMLElement {
  return (
    (isTouch() ? button.closest('[data-focusable]')?.querySelector<HTMLElement>('[data-content]') : null) ?? button
  );
}

/** Below the anchor; above it if there is no room below. Always inside the window. */
function placeBeside(popover: HTMLElement, anchor: HTMLElement): void {
  const margin = 8;
  const from = anchor.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const below = from.bottom + 4;
  const top = below + height + margin <= innerHeight ? below : Math.max(margin, from.top - height - 4);
  const wanted = towardsEnd() === 1 ? from.right - width : from.left;
  const left = Math.min(Math.max(margin, wanted), innerWidth - width - margin);
  popover.style.top = `${top}px`;
  popover.style.left = `${left}px`;
}
