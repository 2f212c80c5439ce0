import { useRef, type SyntheticEvent, type TouchEvent } from 'react';

const holdMs = 450;
/** A finger that moves further than this is scrolling. */
const slackPx = 10;

interface Press {
  atMs: number;
  x: number;
  y: number;
}

/**
 * Handlers that call `act` after a long press, unless it was on a link or a button inside the element. `act` runs when
 * the finger is lifted, because lifting it would close a popover that had opened before.
 */
export function useLongPress(act: () => void) {
  const press = useRef<Press | null>(null);
  const end = () => (press.current = null);
  return {
    onTouchStart: (event: TouchEvent) => {
      const finger = event.touches[0];
      const begins = finger !== undefined && event.touches.length === 1 && !isOnControl(event);
      press.current = begins ? { atMs: event.timeStamp, x: finger.clientX, y: finger.clientY } : null;
    },
    onTouchMove: ({ touches }: TouchEvent) => {
      const from = press.current;
      const finger = touches[0];
      if (from !== null && finger !== undefined && isFar(from, finger)) end();
    },
    onTouchEnd: (event: TouchEvent) => {
      const rested = press.current !== null && event.timeStamp - press.current.atMs >= holdMs;
      end();
      if (!rested) return;
      // Prevents the click that would follow, and would close what `act` opens.
      event.preventDefault();
      act();
    },
    onTouchCancel: end,
    // The browser's own menu would end the touch.
    onContextMenu: (event: SyntheticEvent) => press.current !== null && event.preventDefault(),
  };
}

function isFar(from: Press, to: { clientX: number; clientY: number }): boolean {
  return Math.hypot(to.clientX - from.x, to.clientY - from.y) > slackPx;
}

function isOnControl({ target, currentTarget }: SyntheticEvent): boolean {
  const control = (target as HTMLElement).closest('a, button');
  return control !== null && control !== currentTarget;
}
