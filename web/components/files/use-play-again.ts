import { useRef, type SyntheticEvent } from 'react';

type MediaEvent = SyntheticEvent<HTMLMediaElement>;

/**
 * Handlers of a player that resume a recording with a new link, once until it plays again: links expire after five
 * minutes.
 *
 * @param load asks for a new link; null if there is none
 * @param onFailed called if that does not help
 */
export function usePlayAgain(load: () => Promise<string | null>, onFailed: () => void) {
  const isTried = useRef(false);
  const renew = async (element: HTMLMediaElement) => {
    const wasTried = isTried.current;
    isTried.current = true;
    if (wasTried || !(await resume(element, await load()))) onFailed();
  };
  return {
    onError: ({ currentTarget }: MediaEvent) => void renew(currentTarget),
    onPlaying: () => void (isTried.current = false),
  };
}

async function resume(element: HTMLMediaElement, url: string | null): Promise<boolean> {
  if (url === null) return false;
  const { currentTime } = element;
  element.src = url;
  element.currentTime = currentTime;
  return element.play().then(
    () => true,
    () => false,
  );
}
