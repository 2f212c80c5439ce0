import { useEffect, useState } from 'react';
import type { QuietHours as Hours } from '@marketplace-chat/client';
import { Dialog, notify, notifyFailure, succeeds, words } from '@marketplace-chat/components';
import { useChat } from '@marketplace-chat/react';
import { HoursForm } from './HoursForm.tsx';

/** Asks when the user wants no pushes (NT-6). */
export function QuietHours({ onClose }: { onClose: () => void }) {
  const { client } = useChat();
  const [saved, setSaved] = useState<Hours | null>();
  useEffect(() => {
    const load = async () => {
      const result = await client.rest.getPreferences();
      if (result.ok) return setSaved(result.value.quiet_hours);
      // An empty form would look as if there were none.
      onClose();
      notifyFailure(result.error);
    };
    void load();
  }, [client, onClose]);
  const save = async (quiet_hours: Hours | null) => {
    if (!(await succeeds(client.rest.putPreferences({ quiet_hours })))) return;
    onClose();
    notify('done', words.quiet.saved);
  };
  return (
    <Dialog title={words.quiet.title} onClose={onClose}>
      <p>{words.quiet.hint}</p>
      {saved === undefined ? (
        <p role="status">
          <span className="spinner" />
          {words.start.loading}
        </p>
      ) : (
        <HoursForm saved={saved} onSave={save} onClose={onClose} />
      )}
    </Dialog>
  );
}
