import { useRef, type TouchEvent } from 'react';

/** A finger that has moved this far to the right has swiped. */
const swipePx = 64;
/** A finger that moves further than this up or down is scrolling. */
const slackPx = 24;
/** From the edge of the screen a swipe is the browser's own, which goes back. */
const edgePx = 24;

interface Swipe {
  x: number;
  y: number;
  moved: HTMLElement;
}

/** Handlers that call `act` after a swipe to the right. What is inside the element follows the finger. */
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
      const begins = enabled && touches.length === 1 && finger !== undefined && finger.clientX > edgePx;
      swipe.current = begins && moved instanceof HTMLElement ? { x: finger.clientX, y: finger.clientY, moved } : null;
    },
    onTouchMove: ({ touches }: TouchEvent<HTMLElement>) => {
      const from = swipe.current;
      const finger = touches[0];
      if (from === null || finger === undefined) return;
      if (Math.abs(finger.clientY - from.y) > slackPx) return end();
      const wayPx = Math.min(swipePx, Math.max(0, finger.clientX - from.x));
      from.moved.style.setProperty('translate', `${wayPx}px`);
    },
    onTouchEnd: ({ changedTouches }: TouchEvent<HTMLElement>) => {
      const from = swipe.current;
      const finger = changedTouches[0];
      end();
      if (from !== null && finger !== undefined && finger.clientX - from.x >= swipePx) act();
    },
    onTouchCancel: end,
  };
}
