import { useAlerts } from './use-alerts.ts';
import { useUnreadTitle } from '../hooks/use-unread-title.ts';

/** Tells the user of new messages: in the title and the icon of the tab, by notifications and by a sound. */
export function Attention() {
  useUnreadTitle();
  useAlerts();
  return null;
}
