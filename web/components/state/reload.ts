/**
 * Reloads the page if its server answers; without a network that would lose the page. Browsers keep the failure to load
 * a module as long as a page lives (HTML, "fetch a single module script"), so that only a reload can load it again. It
 * also finds the files of a newer version of the page.
 */
export async function reloadIfReachable(): Promise<void> {
  const isReachable = await fetch(location.pathname, { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (isReachable) location.reload();
}
