import { Icon, type IconName } from '../controls/Icon.tsx';
import { words } from '../words/index.ts';

export type MarkState = 'sending' | 'sent' | 'read' | 'failed';

const icons: Record<MarkState, IconName> = { sending: 'clock', sent: 'check', read: 'checks', failed: 'alert' };

/** The delivery state of an own message. */
export function MessageMark({ state }: { state: MarkState }) {
  return (
    <span className="mark-box" data-mark={state} title={words.message[state]}>
      <Icon name={icons[state]} className="mark" />
      <span className="visually-hidden">{words.message[state]}</span>
    </span>
  );
}
