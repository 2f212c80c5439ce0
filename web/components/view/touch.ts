/** Whether one touches the screen: nothing hovers, and the keyboard is one that comes up over the page. */
export function isTouch(): boolean {
  return matchMedia('(hover: none)').matches;
}
