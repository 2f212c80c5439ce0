import { useRef, type TouchEvent } from 'react';
import { towardsEnd } from '../view/sideways.ts';

/** A finger that has moved this far towards the end of the lines has swiped. */
const swipePx = 64;
/** A finger that moves further than this up or down is scrolling. */
const slackPx = 24;
/** The width of the edge of the screen. */
const edgePx = 24;

interface Swipe {
  x: number;
  y: number;
  moved: HTMLElement;
}

/** From the edge of the screen a swipe is the browser's own, which goes back. */
function isInside({ clientX }: { clientX: number }): boolean {
  return towardsEnd() === 1 ? clientX > edgePx : clientX < innerWidth - edgePx;
}

/** How far the finger has moved towards the end of the lines. */
const wayOf = (from: Swipe, finger: { clientX: number }) => (finger.clientX - from.x) * towardsEnd();

/**
 * Handlers that call `act` after a swipe towards the end of the lines: to the right, and to the left in a page from
 * right to left. What is inside the element follows the finger.
 */
export function useSwipe(act: () => void, { enabled }: { enabled: boolean }) {
  const swipe = useRef<Swipe | null>(null);
  const end = () => {
    swipe.current?.moved.style.removeProperty('translate');
    swipe.current = null;
  };
  return {
    onTouchStart: ({ touches, currentTarget }: TouchEvent<HTMLElement>) => {
      const finger = touches[0];
      const moved = currentTarget.firstElementChild;
      const begins = enabled && touches.length === 1 && finger !== undefined && isInside(finger);
      swipe.current = begins && moved instanceof HTMLElement ? { x: finger.clientX, y: finger.clientY, moved } : null;
    },
    onTouchMove: ({ touches }: TouchEvent<HTMLElement>) => {
      const from = swipe.current;
      const finger = touches[0];
      if (from === null || finger === undefined) return;
      if (Math.abs(finger.clientY - from.y) > slackPx) return end();
      const wayPx = Math.min(swipePx, Math.max(0, wayOf(from, finger)));
      from.moved.style.setProperty('translate', `${wayPx * towardsEnd()}px`);
    },
    onTouchEnd: ({ changedTouches }: TouchEvent<HTMLElement>) => {
      const from = swipe.current;
      const finger = changedTouches[0];
      end();
      if (from !== null && finger !== undefined && wayOf(from, finger) >= swipePx) act();
    },
    onTouchCancel: end,
  };
}
