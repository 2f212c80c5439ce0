import type { Message, MessageType } from '../../../protocol/objects.ts';
import { Icon, type IconName } from '../controls/Icon.tsx';
import { cardOf } from '../view/cards.ts';
import { formatClock, formatFull } from '../view/format.ts';
import { withoutDirections } from '../view/names.ts';
import { strings } from '../view/strings.ts';
import { LongText } from './LongText.tsx';

const icons: Record<MessageType, IconName> = {
  text: 'bell',
  system: 'bell',
  payment_completed: 'payment',
  dispute_created: 'dispute',
  job_update: 'job',
};

/** A message of the marketplace, with the fields of its metadata. */
export function EventCard({ message, tabbable }: { message: Message; tabbable: boolean }) {
  const { type } = message;
  const { amount, fields } = cardOf(message);
  return (
    <div className="row card-row" data-focusable data-seq={message.seq} tabIndex={tabbable ? 0 : -1}>
      <article className="card" data-type={type}>
        <Icon name={icons[type]} />
        <header>
          <strong>{strings.cards[type === 'text' ? 'system' : type]}</strong>
          <time dateTime={message.sent_at} title={formatFull(message.sent_at)}>
            {formatClock(message.sent_at)}
          </time>
        </header>
        {amount !== null && <p className="card-amount">{amount}</p>}
        <p className="card-text" dir="auto">
          {message.deleted_at === null ? <LongText text={message.content} /> : strings.message.deleted}
        </p>
        {fields.length > 0 && (
          <dl className="card-fields">
            {fields.map(({ name, label, value }) => (
              <div key={name}>
                <dt>{withoutDirections(label)}</dt>
                <dd>{withoutDirections(value)}</dd>
              </div>
            ))}
          </dl>
        )}
      </article>
    </div>
  );
}
