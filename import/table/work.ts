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
  /** Null if nothing is compared with: a dry run of the old database alone. */
  target: Target | null;
  sink: Sink;
  /** Nothing is written. */
  dryRun: boolean;
}

export interface WorkOnTable extends Work {
  target: Target;
}
