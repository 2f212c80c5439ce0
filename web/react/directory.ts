import type { Role } from '@marketplace-chat/client';

/** Somebody with whom the marketplace lets the user talk. */
export interface DirectoryPerson {
  id: string;
  name: string;
  /** The role of this person in a conversation with the user. */
  role: Role;
  /** What they may talk about. */
  jobs: { id: string; title: string }[];
}

/** The marketplace's own list of people. Its names and titles are those of the marketplace. */
export interface Directory {
  /** Rejects if the marketplace does not answer, or `signal` is aborted. */
  search(text: string, signal: AbortSignal): Promise<DirectoryPerson[]>;
  /** The person of an id, with this job; null if the user may not talk to them. */
  find(personId: string, jobId: string | null, signal: AbortSignal): Promise<DirectoryPerson | null>;
}
