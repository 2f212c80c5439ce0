import { createStore } from '@marketplace-chat/react';
import { browserStorage } from './storage.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'chat.theme';

function saved(): Theme {
  const value = browserStorage.getItem(key);
  return themes.find((theme) => theme === value) ?? 'system';
}

export const theme = createStore<Theme>(saved());

/** Shows the page in the appearance that the user has chosen, or in that of the device. */
export function applyTheme(): void {
  const chosen = theme.get();
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

export function chooseTheme(chosen: Theme): void {
  browserStorage.setItem(key, chosen);
  theme.set(chosen);
  applyTheme();
}
