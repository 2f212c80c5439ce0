import { useEffect, useRef, useState } from 'react';
import { alertChoice, chooseAlerts, notify, words } from '@marketplace-chat/components';
import { useChat } from '@marketplace-chat/react';
import { pushesOf } from './pushes.ts';

/** Lets the user choose whether this browser is notified while the page is closed. Absent where that cannot be. */
export function PushChoice() {
  const { client, me } = useChat();
  const pushes = pushesOf(client, me.id);
  const state = pushes.state.use();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => void pushes.look(), [pushes]);
  useEndWithAlerts(() => pushes.turnOff());
  if (state !== 'on' && state !== 'off') return null;

  const choose = async (isOn: boolean) => {
    setBusy(true);
    await (isOn ? turnOn() : pushes.turnOff()).catch(() => notify('error', words.alerts.pushesFailed));
    setBusy(false);
  };
  const turnOn = async () => {
    await pushes.turnOn();
    if (pushes.state.get() === 'absent') notify('error', words.alerts.denied);
    // Notifications of a closed page include those of an open one.
    if (pushes.state.get() === 'on') await chooseAlerts({ notifications: true });
  };
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={state === 'on'}
        disabled={isBusy}
        onChange={({ target }) => void choose(target.checked)}
      />
      {words.alerts.pushes}
    </label>
  );
}

/** Turning off notifications turns off those of a closed page too. */
function useEndWithAlerts(end: () => Promise<void>): void {
  const { notifications } = alertChoice.use();
  const last = useRef(notifications);
  useEffect(() => {
    if (last.current && !notifications) end().catch(() => notify('error', words.alerts.pushesFailed));
    last.current = notifications;
  });
}
