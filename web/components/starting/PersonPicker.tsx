import { useState } from 'react';
import { useChat, type Directory, type DirectoryPerson } from '@marketplace-chat/react';
import { Avatar } from '../controls/Avatar.tsx';
import { usePart } from '../part/part-context.ts';
import { nameOf } from '../view/names.ts';
import { errorText, words } from '../words/index.ts';
import { pairOf } from './pair.ts';
import { useFound } from './use-found.ts';

interface PersonPickerProps {
  directory: Directory;
  onClose: () => void;
}

type Job = DirectoryPerson['jobs'][number];

/** Finds people by their name in the marketplace's directory. Each of their jobs is a conversation of its own. */
export function PersonPicker({ directory, onClose }: PersonPickerProps) {
  const { client, me } = useChat();
  const { open } = usePart();
  const [query, setQuery] = useState('');
  const [problem, setProblem] = useState('');
  const { found, retry } = useFound(directory, query.trim());

  const start = async ({ id, name, role }: DirectoryPerson, job: Job | null) => {
    setProblem('');
    const own = role === 'client' ? 'freelancer' : 'client';
    const result = await client.createThread({ ...pairOf(me, { id, username: name }, own), job });
    if (!result.ok) return setProblem(errorText(result.error, 'start'));
    onClose();
    open(result.value.id);
  };
  return (
    <div className="picker">
      <label className="field">
        {words.newConversation.person}
        <input
          className="input"
          type="search"
          autoComplete="off"
          placeholder={words.newConversation.searchPeople}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </label>
      {problem !== '' && (
        <p className="error-text" role="alert">
          {problem}
        </p>
      )}
      {found.kind === 'people' ? (
        <ul className="people">
          {found.people.map((person) => (
            <Person key={person.id} person={person} onStart={(job) => void start(person, job)} />
          ))}
        </ul>
      ) : null}
      <p role="status" className="picker-note">
        {found.kind === 'looking' && words.newConversation.searching}
        {found.kind === 'people' && found.people.length === 0 && words.newConversation.nobodyFound}
        {found.kind === 'failed' && words.newConversation.searchFailed}
        {found.kind === 'failed' && (
          <button type="button" className="text-button" onClick={retry}>
            {words.start.retry}
          </button>
        )}
      </p>
    </div>
  );
}

function Person({ person, onStart }: { person: DirectoryPerson; onStart: (job: Job | null) => void }) {
  const user = { id: person.id, username: person.name };
  const choices = person.jobs.length === 0 ? [null] : person.jobs;
  return (
    <li className="person">
      <Avatar user={user} />
      <span dir="auto">{nameOf(user)}</span>
      {choices.map((job) => (
        <button key={job?.id ?? ''} type="button" className="button" onClick={() => onStart(job)}>
          <span className="visually-hidden">{nameOf(user)}: </span>
          <span dir="auto">{job?.title ?? words.newConversation.write}</span>
        </button>
      ))}
    </li>
  );
}
