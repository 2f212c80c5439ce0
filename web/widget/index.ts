/**
 * `<marketplace-chat>`, the chat in a page of any site. Loading this module defines the element; on a server it does
 * nothing.
 */
import { MarketplaceChatElement } from './element.ts';

export { configure, type GetToken, type WidgetSettings } from './settings.ts';
export { MarketplaceChatElement };

if (globalThis.customElements?.get('marketplace-chat') === undefined)
  globalThis.customElements?.define('marketplace-chat', MarketplaceChatElement);
