import { useEffect, useState, type RefObject } from 'react';

/** About how far a user scrolls while a link is fetched. */
const margin = '800px 0px';

/** Whether the element is, or has been, close enough to the visible area to load its content. */
export function useIsNear(element: RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (isNear || element.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setNear(true),
      { root: element.current.closest('[data-scroller]'), rootMargin: margin },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, isNear]);
  return isNear;
}
