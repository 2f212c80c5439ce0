import { Fragment, jsxDEV as react } from 'react/jsx-dev-runtime';
import { packaged } from './props.ts';

export { Fragment };

/** React's for development, with the class names of the package. */
export const jsxDEV: typeof react = (type, props, ...others) => react(type, packaged(type, props), ...others);
