import { Fragment, jsx as react, jsxs as reactWithChildren } from 'react/jsx-runtime';
import { packaged } from './props.ts';

export { Fragment };

/** React's, with the class names of the package. */
export const jsx: typeof react = (type, props, key) => react(type, packaged(type, props), key);
export const jsxs: typeof reactWithChildren = (type, props, key) => reactWithChildren(type, packaged(type, props), key);
