import type { Problem } from '../map/problem.ts';

/** What the import has done so far. */
export interface Done {
  threads: number;
  /** Messages of the old system that were looked at. */
  messages: number;
  addedThreads: number;
  addedMessages: number;
  changedMessages: number;
  /** Threads whose state, marks or names have changed. */
  changedThreads: number;
}

export const nothingDone: Done = {
  threads: 0,
  messages: 0,
  addedThreads: 0,
  addedMessages: 0,
  changedMessages: 0,
  changedThreads: 0,
};

/** Receives what happens to each thread. */
export interface Sink {
  did(step: Partial<Done>): void;
  problem(problem: Problem): void;
}
