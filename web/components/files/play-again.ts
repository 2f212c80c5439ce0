/**
 * Goes on from where a recording has stopped, with another link to it: a link ends after five minutes. False if it does
 * not work either.
 */
export async function playAgain(element: HTMLMediaElement, url: string | null): Promise<boolean> {
  if (url === null) return false;
  const { currentTime } = element;
  element.src = url;
  element.currentTime = currentTime;
  return element.play().then(
    () => true,
    () => false,
  );
}
