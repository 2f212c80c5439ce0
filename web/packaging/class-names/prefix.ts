/**
 * What the class names of the packaged components begin with. The rules of an app, such as those of Bootstrap for
 * `.row` and `.card`, then do not apply to the chat.
 */
export const prefix = 'mc-';

/** The name of the element that the styles apply to, which apps may know. */
export const rootName = 'marketplace-chat';

/** The class names in the package, for those in the source. */
export function prefixed(classNames: string): string {
  return classNames.replace(/\S+/g, (name) => (name === rootName ? name : prefix + name));
}
