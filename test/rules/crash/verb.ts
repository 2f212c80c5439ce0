import type { Snapshot } from '../../../lambdas/chat/model/types.ts';
import type { FunctionName } from '../driver/kills.ts';
import type { Scene, SceneOptions } from './scene.ts';

/** What a client or a service does, and the function that may die over it. */
export interface CrashVerb {
  title: string;
  function: FunctionName;
  /** Over sockets: REST does the same as the frame, or there is nothing to die of in process. */
  only?: 'in process' | 'over sockets';
  options?: SceneOptions;
  /** In the event of this one invocation; the scene's name by default. */
  match?(scene: Scene): string;
  /** What is special about the scene before. */
  prepare?(scene: Scene): Promise<void>;
  act(scene: Scene): Promise<unknown>;
  /** Nobody repeats it: only what others do next can complete it. */
  isNeverRepeated?: true;
  /** The gateway delivers the same event again, instead of the client a new one. */
  isRedelivered?: true;
  /** It adds or removes rows of connections. */
  changesConnections?: true;
  /** `$disconnect` is lost meanwhile. */
  losesDisconnects?: true;
  /**
   * What must be true after the repeat, or if nobody repeats it after what others did, beside what must always be.
   * Everybody has been pushed the messages by then. A mark or a change of a thread that exists is not pushed again:
   * who missed it sees it with the next frame of the thread, or when they join or list it.
   */
  check?(scene: Scene, after: Snapshot): void | Promise<void>;
}
