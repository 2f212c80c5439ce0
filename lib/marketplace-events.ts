import { Duration } from 'aws-cdk-lib';
import { Rule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface MarketplaceEventsProps {
  bus: IEventBus;
  systemMessage: Function;
}

const keptFor = Duration.days(14);
const triedFor = Duration.hours(6);

/**
 * Events of the marketplace on the bus, which become messages. An event can fail in two places, each with its own queue
 * of dead letters: before Lambda has it (`undelivered`), and after (`failed`).
 */
export class MarketplaceEvents extends Construct {
  readonly undelivered: Queue;
  readonly failed: Queue;

  constructor(scope: Construct, id: string, { bus, systemMessage }: MarketplaceEventsProps) {
    super(scope, id);
    this.undelivered = this.deadLetters('Undelivered');
    this.failed = this.deadLetters('Failed');
    new Rule(this, 'SystemMessage', {
      eventBus: bus,
      eventPattern: { source: ['marketplace'] },
      targets: [
        new LambdaFunction(systemMessage, {
          retryAttempts: 185,
          maxEventAge: triedFor,
          deadLetterQueue: this.undelivered,
        }),
      ],
    });
    this.keepWhatFails(systemMessage);
  }

  private deadLetters(id: string): Queue {
    const queue = new Queue(this, id, {
      retentionPeriod: keptFor,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    acknowledge(queue, {
      SQS3: 'It is the queue of dead letters itself, of a rule or a function and not of another queue',
    });
    return queue;
  }

  /** Lambda's own retries of asynchronous calls: those of the bus, and of services that do not wait for the result. */
  private keepWhatFails(systemMessage: Function): void {
    systemMessage.addToRolePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.failed.queueArn] }),
    );
    systemMessage.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: triedFor,
      // CDK's own destination would also grant reading the queue's attributes.
      onFailure: { bind: () => ({ destination: this.failed.queueArn }) },
    });
  }
}
