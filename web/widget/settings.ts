import { createStore } from '@marketplace-chat/react';

/** Fetches a token of the signed-in user; null if nobody is signed in. */
export type GetToken = () => Promise<string | null>;

/** What applies to every `<marketplace-chat>` of the document that does not say otherwise itself. */
export interface WidgetSettings {
  /** The address of the chat's page. */
  url?: string | undefined;
  /** It is called again when its token is about to expire or was refused. If it rejects, it is called again. */
  getToken?: GetToken | undefined;
}

export const settings = createStore<WidgetSettings>({});

/**
 * Sets what applies to every `<marketplace-chat>`, before or after it is shown. What is not named stays as it is.
 *
 *     configure({ url: 'https://chat.example.com', getToken: async () => (await fetch('/chat-token')).text() });
 */
export function configure(changed: WidgetSettings): void {
  settings.set({ ...settings.get(), ...changed });
}
