import { useEffect, useState } from 'react';
import type { Failure } from '@marketplace-chat/client';
import { useChat, type DirectoryPerson } from '@marketplace-chat/react';
import type { Role } from '../../../protocol/objects.ts';
import { Placeholder } from '../controls/Placeholder.tsx';
import { InboxLink } from '../part/InboxLink.tsx';
import { usePart } from '../part/part-context.ts';
import { jobOf, nameOf } from '../view/names.ts';
import { errorText, words } from '../words/index.ts';
import { pairOf } from './pair.ts';

/** What a link of the marketplace asks for: a conversation that may not exist yet. */
export interface StartLink {
  personId: string;
  jobId: string | null;
  /** The user's own role. */
  role: Role;
}

type Found =
  | { kind: 'looking' }
  | { kind: 'new'; person: DirectoryPerson | null }
  | { kind: 'unknown' }
  | { kind: 'failed'; error: Failure };

/**
 * Opens the conversation that a link names. If there is none yet, it asks first: only the user starts conversations,
 * no matter who wrote the link. Names and titles come from the directory, never from the link.
 */
export function StartConversation({ link }: { link: StartLink }) {
  const { client } = useChat();
  const { open } = usePart();
  const [attempt, setAttempt] = useState(0);
  const found = useLinked(link, attempt);
  const [problem, setProblem] = useState<Failure | null>(null);
  const pair = usePair(link, found.kind === 'new' ? found.person : null);

  if (found.kind === 'looking') {
    return (
      <p className="placeholder" role="status">
        <span className="spinner" />
        {words.start.loading}
      </p>
    );
  }
  if (found.kind !== 'new') {
    return (
      <Placeholder
        icon="alert"
        title={words.newConversation.linkFailed}
        hint={found.kind === 'failed' ? errorText(found.error, 'start') : words.newConversation.notInDirectory}
      >
        {found.kind === 'failed' && (
          <button type="button" className="button" onClick={() => setAttempt(attempt + 1)}>
            {words.start.retry}
          </button>
        )}
        <InboxLink className="button">{words.conversation.back}</InboxLink>
      </Placeholder>
    );
  }
  const start = async () => {
    const result = await client.createThread(pair.thread);
    if (result.ok) open(result.value.id, { replaces: true });
    else setProblem(result.error);
  };
  const { name, job } = pair;
  return (
    <Placeholder
      icon="compose"
      title={words.newConversation.startWith(name)}
      hint={job === null ? words.inbox.noJob : words.newConversation.about(job)}
    >
      {problem !== null && (
        <p className="error-text" role="alert">
          {errorText(problem, 'start')}
        </p>
      )}
      <button type="button" className="button" data-look="primary" onClick={() => void start()}>
        {words.newConversation.create}
      </button>
    </Placeholder>
  );
}

/** Goes to the conversation of the link if it exists. Otherwise finds out with whom it would be. */
function useLinked({ personId, jobId, role }: StartLink, attempt: number): Found {
  const { client, me, directory } = useChat();
  const { open } = usePart();
  const [found, setFound] = useState<Found>({ kind: 'looking' });
  useEffect(() => {
    const asked = new AbortController();
    const put = (next: Found) => !asked.signal.aborted && setFound(next);
    const look = async () => {
      const { client: one, freelancer: two } = pairOf(me, { id: personId }, role);
      const job = jobId === null ? {} : { job: jobId };
      const known = await client.findThread({ client: one.id, freelancer: two.id, ...job });
      if (asked.signal.aborted) return;
      if (known.ok) return open(known.value.id, { replaces: true });
      if (known.error.code !== 'not_found') return put({ kind: 'failed', error: known.error });
      const person = await directory?.find(personId, jobId, asked.signal);
      put(person === null ? { kind: 'unknown' } : { kind: 'new', person: person ?? null });
    };
    put({ kind: 'looking' });
    look().catch(() => put({ kind: 'failed', error: { code: 'network', message: 'the directory did not answer' } }));
    return () => asked.abort();
  }, [client, me, directory, open, personId, jobId, role, attempt]);
  return found;
}

function usePair({ personId, jobId, role }: StartLink, person: DirectoryPerson | null) {
  const { me } = useChat();
  const other = { id: personId, ...(person !== null && { username: person.name }) };
  const title = person?.jobs.find(({ id }) => id === jobId)?.title;
  const job = jobId === null ? null : { id: jobId, ...(title !== undefined && { title }) };
  return {
    name: nameOf({ id: personId, username: person?.name ?? '' }),
    job: jobOf({ job: job && { id: job.id, title: title ?? '' } }),
    thread: { ...pairOf(me, other, role), job },
  };
}
