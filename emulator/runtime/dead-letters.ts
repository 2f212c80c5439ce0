import type { Principal } from '../iam/callers.ts';

export interface MessageAttribute {
  type: 'String' | 'Number';
  value: string;
}

export type MessageAttributes = Record<string, MessageAttribute>;

/** SQS for the other services: takes the events that they could not deliver. */
export interface DeadLetters {
  /** Sends with the function's role, as Lambda does. Throws if the role does not allow it or there is no such queue. */
  send(from: Pick<Principal, 'arn'>, queueArn: string, body: string, attributes: MessageAttributes): void;
  /** Sends as a service. Throws if the queue's policy does not allow it or there is no such queue. */
  sendFromService(source: ServiceSource, queueArn: string, body: string, attributes: MessageAttributes): void;
}

/** The service that sends, and for which of its resources. */
export interface ServiceSource {
  /** e.g. `events.amazonaws.com` */
  service: string;
  sourceArn: string;
}
