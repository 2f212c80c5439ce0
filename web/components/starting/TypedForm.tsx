import { useState, type SubmitEvent } from 'react';
import { useChat } from '@marketplace-chat/react';
import { limits } from '../../../protocol/limits.ts';
import type { Role } from '../../../protocol/objects.ts';
import { countChars, cutChars, hasControl } from '../../../protocol/text.ts';
import { usePart } from '../part/part-context.ts';
import { errorText, words } from '../words/index.ts';
import { pairOf } from './pair.ts';
import { SuggestedPeople } from './SuggestedPeople.tsx';

const roles: readonly Role[] = ['client', 'freelancer'];

/**
 * A form for developers, who know the ids: it opens the conversation with a person about a job, the existing one or
 * else a new one.
 */
export function TypedForm({ onClose }: { onClose: () => void }) {
  const { client, me, suggestPeople } = useChat();
  const { open } = usePart();
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const wrong = problemOf(text('person'), me.id);
    setProblem(wrong);
    if (wrong !== '') return;
    const other = { id: text('person'), ...(text('name') !== '' && { username: text('name') }) };
    setBusy(true);
    const job = jobOf(text('jobId'), text('job'));
    const result = await client.createThread({ ...pairOf(me, other, text('role') as Role), job });
    setBusy(false);
    if (!result.ok) return setProblem(errorText(result.error, 'start'));
    onClose();
    open(result.value.id);
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <label className="field">
        {words.newConversation.person}
        <input className="input" name="person" list="people" autoComplete="off" aria-invalid={problem !== ''} />
        <small>{words.newConversation.personHint}</small>
      </label>
      {suggestPeople && <SuggestedPeople listId="people" fetchPeople={suggestPeople} />}
      <Optional name="name" label={words.newConversation.personName} />
      <fieldset className="field">
        <legend>{words.newConversation.role}</legend>
        <div className="segments">
          {roles.map((role) => (
            <label key={role}>
              <input
                className="visually-hidden"
                type="radio"
                name="role"
                value={role}
                defaultChecked={role === 'client'}
              />
              {words.newConversation[role]}
            </label>
          ))}
        </div>
      </fieldset>
      <Optional name="job" label={words.newConversation.job} />
      <Optional name="jobId" label={words.newConversation.jobId} />
      {problem !== '' && (
        <p className="error-text" role="alert">
          {problem}
        </p>
      )}
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {words.newConversation.cancel}
        </button>
        <button type="submit" className="button" data-look="primary" disabled={busy}>
          {busy ? words.newConversation.creating : words.newConversation.create}
        </button>
      </div>
    </form>
  );
}

function Optional({ name, label }: { name: string; label: string }) {
  return (
    <label className="field">
      <span>
        {label} <small>({words.newConversation.optional})</small>
      </span>
      <input className="input" name={name} autoComplete="off" />
    </label>
  );
}

function problemOf(personId: string, userId: string): string {
  if (personId === '') return words.newConversation.personMissing;
  if (countChars(personId) > limits.idChars)
    return words.newConversation.personTooLong(limits.idChars, countChars(personId));
  if (hasControl(personId)) return words.newConversation.personNotAnId;
  return personId === userId ? words.newConversation.withYourself : '';
}

/** The job with its id in the marketplace; without an id, its title serves as the id. */
function jobOf(id: string, title: string): { id: string; title?: string } | null {
  const known = id === '' ? cutChars(title, limits.idChars) : id;
  return known === '' ? null : { id: known, ...(title !== '' && { title }) };
}
