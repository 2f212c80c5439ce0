import { Duration } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeploySettings } from './settings.ts';

export interface MarketplaceEventsProps {
  settings: DeploySettings;
  systemMessage: Function;
}

const keptFor = Duration.days(14);
const triedFor = Duration.hours(6);

/**
 * The bus on which the marketplace announces what its users should read, and what becomes of an event that cannot be done.
 * Two queues, because an event can be lost in two places: before Lambda has it (`undelivered`), and after (`failed`).
 */
export class MarketplaceEvents extends Construct {
  readonly bus: EventBus;
  readonly undelivered: Queue;
  readonly failed: Queue;

  constructor(scope: Construct, id: string, { settings, systemMessage }: MarketplaceEventsProps) {
    super(scope, id);
    this.undelivered = this.deadLetters('Undelivered');
    this.failed = this.deadLetters('Failed');
    this.bus = new EventBus(this, 'Bus', { eventBusName: `chat-${settings.stage}` });
    new Rule(this, 'SystemMessage', {
      eventBus: this.bus,
      eventPattern: { source: ['marketplace'] },
      targets: [
        new LambdaFunction(systemMessage, { retryAttempts: 185, maxEventAge: triedFor, deadLetterQueue: this.undelivered }),
      ],
    });
    this.keepWhatFails(systemMessage);
  }

  private deadLetters(id: string): Queue {
    return new Queue(this, id, { retentionPeriod: keptFor, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true });
  }

  /** Lambda's own retries of what it was given asynchronously: by the bus, or by a service that does not wait. */
  private keepWhatFails(systemMessage: Function): void {
    systemMessage.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.failed.queueArn] }));
    systemMessage.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: triedFor,
      // CDK's own destination would also grant to look the queue up.
      onFailure: { bind: () => ({ destination: this.failed.queueArn }) },
    });
  }
}
