import { Icon, type IconName } from '../controls/Icon.tsx';
import { strings } from '../view/strings.ts';

export type MarkState = 'sending' | 'sent' | 'read' | 'failed';

const icons: Record<MarkState, IconName> = { sending: 'clock', sent: 'check', read: 'checks', failed: 'alert' };

/** The delivery state of an own message. */
export function MessageMark({ state }: { state: MarkState }) {
  return (
    <span className="mark-box" data-mark={state} title={strings.message[state]}>
      <Icon name={icons[state]} className="mark" />
      <span className="visually-hidden">{strings.message[state]}</span>
    </span>
  );
}
