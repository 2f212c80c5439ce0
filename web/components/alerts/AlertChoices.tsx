import type { ReactNode } from 'react';
import { alertChoice, canNotify, chooseAlerts } from '../state/alert-choice.ts';
import { words } from '../words/index.ts';

/**
 * Lets the user choose what tells them of new messages.
 *
 * @param children further choices of notifications
 */
export function AlertChoices({ children }: { children?: ReactNode }) {
  const { notifications, sound } = alertChoice.use();
  return (
    <fieldset className="choices">
      <legend className="visually-hidden">{words.alerts.label}</legend>
      {canNotify() && (
        <label className="choice">
          <input
            type="checkbox"
            checked={notifications}
            onChange={({ target }) => void chooseAlerts({ notifications: target.checked })}
          />
          {words.alerts.notifications}
        </label>
      )}
      {children}
      <label className="choice">
        <input
          type="checkbox"
          checked={sound}
          onChange={({ target }) => void chooseAlerts({ sound: target.checked })}
        />
        {words.alerts.sound}
      </label>
    </fieldset>
  );
}
