import { createContext, useContext } from 'react';
import type { User } from '../../../protocol/objects.ts';
import type { Reader } from '../view/moments.ts';

/** What the messages of a conversation need to know about it. */
export interface Talk {
  other: User;
  reader: Reader;
  /** Whether messages can be edited: not in a closed conversation (WS-16). */
  isActive: boolean;
  /** Whether the user can reply and react: not in a closed conversation, and not to somebody whom they block (ME-3). */
  mayAnswer: boolean;
  /** Shows and focuses a message; loads earlier ones for that. */
  jumpTo: (seq: number) => void;
}

export const TalkContext = createContext<Talk | null>(null);

export function useTalk(): Talk {
  const talk = useContext(TalkContext);
  if (talk === null) throw new Error('useTalk needs a TalkContext around it');
  return talk;
}
