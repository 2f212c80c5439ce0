import type { Directory, DirectoryPerson } from '@marketplace-chat/react';

/** More people than anybody looks through. */
const peopleMax = 50;

/**
 * The marketplace's directory at an address of the settings (docs/marketplace.md). It gets the user's access token, so
 * that it can show each user their own people.
 */
export function directoryAt(url: string, token: () => Promise<string>): Directory {
  const ask = async (query: Record<string, string>, signal: AbortSignal) => {
    const address = new URL(url);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    const headers = { authorization: `Bearer ${await token()}`, accept: 'application/json' };
    const response = await fetch(address, { headers, signal, credentials: 'omit' });
    if (!response.ok) throw new Error(`the directory answered ${response.status}`);
    return peopleIn(await response.json());
  };
  return {
    search: (text, signal) => ask({ search: text }, signal),
    find: async (personId, jobId, signal) => {
      const people = await ask({ with: personId, ...(jobId !== null && { job: jobId }) }, signal);
      return people.find(({ id }) => id === personId) ?? null;
    },
  };
}

/** What an answer says, without whatever has another form. */
export function peopleIn(answer: unknown): DirectoryPerson[] {
  return listIn(answer, 'people').flatMap((person) => {
    const { id, name, role } = person;
    if (!isText(id) || !isText(name)) return [];
    const jobs = listIn(person, 'jobs').flatMap((job) =>
      isText(job.id) && isText(job.title) ? [{ id: job.id, title: job.title }] : [],
    );
    return [{ id, name, role: role === 'client' ? ('client' as const) : ('freelancer' as const), jobs }];
  });
}

function listIn(value: unknown, name: string): Record<string, unknown>[] {
  const list = isObject(value) ? value[name] : null;
  return Array.isArray(list) ? list.filter(isObject).slice(0, peopleMax) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
