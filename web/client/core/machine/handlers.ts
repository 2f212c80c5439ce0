import type { Input } from './inputs.ts';
import type { Turn } from './turn.ts';

/** What a slice does on each of its inputs. */
export type Handlers<K extends Input['kind'] = Input['kind']> = {
  [P in K]: (turn: Turn, input: Extract<Input, { kind: P }>) => void;
};
