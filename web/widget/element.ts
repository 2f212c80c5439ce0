import { show } from './chats.ts';
import { createPlace, type Place } from './place.ts';
import { settings, type GetToken } from './settings.ts';
import { styleSheets } from './styles.ts';

/** On a server there are no elements, and the module has to load there too. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/**
 * `<marketplace-chat url="https://chat.example.com" thread="…">`: a conversation, or the inbox without `thread`.
 *
 * Its events are `open` and `close` of a conversation, which the page can prevent, `unread`, `connection`, and `signin`
 * when the user wants to sign in again. They do not bubble.
 */
export class MarketplaceChatElement extends Base {
  static readonly observedAttributes = ['url', 'thread'];

  #getToken: GetToken | null = null;
  #place: Place | null = null;
  #shown: { url: string; getToken: GetToken; end: () => void } | null = null;
  #ignoreSettings = () => {};
  #ownProperties = ['url', 'thread', 'theme', 'getToken'] as const;

  /** Fetches a token of the signed-in user. */
  get getToken(): GetToken | null {
    return this.#getToken;
  }

  set getToken(getToken: GetToken | null) {
    this.#getToken = getToken;
    this.#update();
  }

  /** The address of the chat's page. */
  get url(): string | null {
    return this.getAttribute('url');
  }

  set url(url: string | null) {
    this.#set('url', url);
  }

  /** The id of the conversation; null for the inbox. */
  get thread(): string | null {
    return this.getAttribute('thread');
  }

  set thread(threadId: string | null) {
    this.#set('thread', threadId);
  }

  /** `light`, `dark`, or `auto`: as the page around it. */
  get theme(): string | null {
    return this.getAttribute('theme');
  }

  set theme(theme: string | null) {
    this.#set('theme', theme);
  }

  connectedCallback(): void {
    this.#adoptProperties();
    this.#ignoreSettings = settings.subscribe(() => this.#update());
    this.#update();
  }

  disconnectedCallback(): void {
    this.#ignoreSettings();
    this.#end();
  }

  attributeChangedCallback(): void {
    this.#update();
  }

  #set(name: string, value: string | null): void {
    if (value === null) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }

  /** Properties that the page set before the script was loaded hide those of the class. */
  #adoptProperties(): void {
    for (const name of this.#ownProperties) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      Object.assign(this, { [name]: value });
    }
  }

  #update(): void {
    if (!this.isConnected) return;
    const place = (this.#place ??= this.#createPlace());
    if (place.view.get().threadId !== this.thread) place.view.set({ threadId: this.thread, opened: null });
    const url = this.url ?? settings.get().url;
    const getToken = this.#getToken ?? settings.get().getToken;
    if (url === this.#shown?.url && getToken === this.#shown?.getToken) return;
    this.#end();
    if (url !== undefined && getToken !== undefined) this.#shown = { url, getToken, end: show(place, url, getToken) };
  }

  #end(): void {
    this.#shown?.end();
    this.#shown = null;
  }

  #createPlace(): Place {
    const shadow = this.attachShadow({ mode: 'open' });
    shadow.adoptedStyleSheets = styleSheets();
    const container = document.createElement('div');
    container.className = 'widget';
    shadow.append(container);
    return createPlace(container, (type, detail) =>
      this.dispatchEvent(new CustomEvent(type, { detail, cancelable: true })),
    );
  }
}
