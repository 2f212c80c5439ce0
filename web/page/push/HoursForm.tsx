import { useState, type FormEvent } from 'react';
import type { QuietHours } from '@marketplace-chat/client';
import { words } from '@marketplace-chat/components';

interface HoursFormProps {
  saved: QuietHours | null;
  onSave: (hours: QuietHours | null) => Promise<void>;
  onClose: () => void;
}

const ownTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function HoursForm({ saved, onSave, onClose }: HoursFormProps) {
  const [isOn, setOn] = useState(saved !== null);
  const [hours, setHours] = useState(saved ?? { from: '22:00', to: '07:00', time_zone: ownTimeZone() });
  const [isSaving, setSaving] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    await onSave(isOn ? hours : null);
    setSaving(false);
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <label className="choice">
        <input type="checkbox" checked={isOn} onChange={({ target }) => setOn(target.checked)} />
        {words.quiet.on}
      </label>
      {isOn && <HoursFields hours={hours} onChange={(change) => setHours({ ...hours, ...change })} />}
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {words.message.cancel}
        </button>
        <button type="submit" className="button" data-look="primary" disabled={isSaving}>
          {words.quiet.save}
        </button>
      </div>
    </form>
  );
}

interface HoursFieldsProps {
  hours: QuietHours;
  onChange: (change: Partial<QuietHours>) => void;
}

function HoursFields({ hours: { from, to, time_zone }, onChange }: HoursFieldsProps) {
  const isSame = from === to;
  // The browser says what is wrong, and does not submit the form.
  const check = (field: HTMLInputElement | null) => field?.setCustomValidity(isSame ? words.quiet.sameTime : '');
  return (
    <>
      <div className="hours">
        <label className="field">
          {words.quiet.from}
          <input
            className="input"
            type="time"
            required
            value={from}
            onChange={({ target }) => onChange({ from: target.value })}
          />
        </label>
        <label className="field">
          {words.quiet.to}
          <input
            ref={check}
            className="input"
            type="time"
            required
            value={to}
            onChange={({ target }) => onChange({ to: target.value })}
          />
        </label>
      </div>
      <label className="field">
        {words.quiet.timeZone}
        <select className="input" value={time_zone} onChange={({ target }) => onChange({ time_zone: target.value })}>
          {timeZonesWith(time_zone).map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </select>
      </label>
    </>
  );
}

/** All time zones that the browser knows, and the chosen one, which may have another name. */
function timeZonesWith(chosen: string): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), ownTimeZone(), chosen])].sort();
}
