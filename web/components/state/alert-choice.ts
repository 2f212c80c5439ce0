import { createStore } from '@marketplace-chat/react';
import { words } from '../words/index.ts';
import { browserStorage } from './storage.ts';
import { notify } from './toasts.ts';

/** What tells the user of new messages, besides the title and the icon of the tab. */
export interface AlertChoice {
  notifications: boolean;
  sound: boolean;
}

const key = 'chat.alerts';

function saved(): AlertChoice {
  const names = browserStorage.getItem(key)?.split(' ') ?? [];
  return { notifications: names.includes('notifications'), sound: names.includes('sound') };
}

export const alertChoice = createStore<AlertChoice>(saved());

/** Whether this browser can show notifications. */
export const canNotify = () => 'Notification' in globalThis;

/** Changes the choice. Notifications need the permission of the user, which the browser asks for. */
export async function chooseAlerts(change: Partial<AlertChoice>): Promise<void> {
  const isDenied = change.notifications === true && (await Notification.requestPermission()) !== 'granted';
  if (isDenied) return notify('error', words.alerts.denied);
  const choice = { ...alertChoice.get(), ...change };
  const names = Object.entries(choice).flatMap(([name, chosen]) => (chosen ? [name] : []));
  browserStorage.setItem(key, names.join(' '));
  alertChoice.set(choice);
}
