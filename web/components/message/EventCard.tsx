import type { Message } from '../../../protocol/objects.ts';
import type { MarketplaceEvent } from '../../../protocol/system-event.ts';
import { Icon, type IconName } from '../controls/Icon.tsx';
import { cardOf, type Card } from '../view/cards.ts';
import { formatClock, formatFull } from '../view/format.ts';
import type { Reader } from '../view/moments.ts';
import { withoutDirections } from '../view/names.ts';
import { words } from '../words/index.ts';
import { LongText } from './LongText.tsx';

const icons: Record<MarketplaceEvent, IconName> = {
  hire: 'hired',
  proposal_submitted: 'proposal',
  proposal_accepted: 'check',
  proposal_rejected: 'close',
  job_update: 'job',
  payment_completed: 'payment',
  dispute_created: 'dispute',
  system: 'bell',
};

export interface EventCardProps {
  message: Message;
  reader: Reader;
  tabbable: boolean;
}

/** A message of the marketplace: what happened, in the words of the page, with its fields and its button. */
export function EventCard({ message, reader, tabbable }: EventCardProps) {
  const card = cardOf(message, reader);
  const { amount, action } = card;
  return (
    <article className="card" data-content data-type={message.type} data-tone={card.tone}>
      <Icon name={icons[card.event]} />
      <header>
        <strong>{card.title}</strong>
        <time dateTime={message.sent_at} title={formatFull(message.sent_at)}>
          {formatClock(message.sent_at)}
        </time>
      </header>
      {amount !== null && <p className="card-amount">{withoutDirections(amount)}</p>}
      <p className="card-text" dir="auto">
        <CardText message={message} card={card} tabbable={tabbable} />
      </p>
      <Fields fields={card.fields} />
      {action !== null && (
        <a
          className="button card-action"
          href={action.url}
          dir="auto"
          target="_blank"
          rel="noopener noreferrer"
          tabIndex={tabbable ? 0 : -1}
        >
          {withoutDirections(action.label)}
        </a>
      )}
    </article>
  );
}

function CardText({ message, card, tabbable }: Pick<EventCardProps, 'message' | 'tabbable'> & { card: Card }) {
  if (message.deleted_at !== null) return words.message.deleted;
  return card.isWritten ? <LongText text={card.text} tabbable={tabbable} /> : withoutDirections(card.text);
}

function Fields({ fields }: Pick<Card, 'fields'>) {
  return fields.length === 0 ? null : (
    <dl className="card-fields">
      {fields.map(({ name, label, value }) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd>{withoutDirections(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
