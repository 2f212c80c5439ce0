/** Moves the focus to the text field of the conversation in `root`, if it has one. */
export function focusComposer(root: ParentNode): void {
  root.querySelector<HTMLElement>('[data-composer]')?.focus();
}

/** What has the focus near an element: a shadow root has a focus of its own. */
export function focusedNear(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
}

/** Whether nothing has the focus near an element, as after the focused one was removed. */
export function isFocusLost(near: Element): boolean {
  const focused = focusedNear(near);
  return focused === null || focused === near.ownerDocument.body;
}
