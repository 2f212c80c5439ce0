import type { ReadTime } from '../map/message.ts';
import type { OldChat } from '../old/rows.ts';
import type { Sink } from './progress.ts';
import type { Target } from './target.ts';

/** The old system, and how its times are read. */
export interface OldSide {
  source: OldChat;
  readTime: ReadTime;
}

/** What an import works with. */
export interface Work extends OldSide {
  /** Null if there is nothing to compare with: a dry run that only reads the old database. */
  target: Target | null;
  sink: Sink;
  /** Nothing is written. */
  dryRun: boolean;
}

export interface WorkOnTable extends Work {
  target: Target;
}
