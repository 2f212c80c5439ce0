/** Whether the device has a touch screen, and so an on-screen keyboard, and no pointer that hovers. */
export function isTouch(): boolean {
  return matchMedia('(hover: none)').matches;
}
