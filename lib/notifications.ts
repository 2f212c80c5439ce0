import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function } from 'aws-cdk-lib/aws-lambda';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ByFunction } from '../lambdas/platform/settings.ts';
import { acknowledge } from './acknowledge.ts';
import type { NotificationSources } from './environments.ts';
import { PushKeys } from './push-keys.ts';
import type { DeploySettings } from './settings.ts';

export interface NotificationsProps {
  settings: DeploySettings;
  /** Of the function that makes the keys. */
  codeFolder: string;
  contact: string;
}

/** A message that its function fails is tried again so often, and then kept. */
const maxReceiveCount = 5;

/**
 * What is notified later: a queue of jobs, the pushes that have failed to the end, and the keys by which push services
 * know this chat.
 */
export class Notifications extends Construct {
  readonly sources: NotificationSources;
  /** Jobs that could not be done, and pushes that could not be sent. */
  readonly failed: Queue;
  /** The jobs. */
  readonly queue: Queue;
  private readonly secret: Secret;
  private readonly reminds: boolean;

  constructor(scope: Construct, id: string, { settings, codeFolder, contact }: NotificationsProps) {
    super(scope, id);
    this.failed = new Queue(this, 'FailedNotifications', {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    acknowledge(this.failed, { SQS3: 'It is the queue of dead letters itself' });
    this.queue = new Queue(this, 'Later', {
      // A call that dies leaves its jobs to another one soon; it must be longer than the function may run.
      visibilityTimeout: Duration.seconds(40),
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deadLetterQueue: { queue: this.failed, maxReceiveCount },
    });
    this.secret = new PushKeys(this, 'Keys', { settings, codeFolder }).secret;
    this.reminds = settings.remindAfter !== 'off' && settings.events.includes('message.unread');
    this.sources = {
      queueUrl: this.queue.queueUrl,
      failedUrl: this.failed.queueUrl,
      secretArn: this.secret.secretArn,
      contact,
    };
  }

  /** Lets the table's stream fill the queue, and the function `notifications` work through it. */
  connect({ notifications, 'publish-changes': publishChanges }: ByFunction<Function>, bus: IEventBus): void {
    if (notifications === undefined) return;
    const allow = (one: Function, actions: string[], resource: string) =>
      one.role?.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resource] })).policyDependable;
    allow(publishChanges, ['sqs:SendMessage'], this.queue.queueArn);
    const receives = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:SendMessage'];
    const permission = allow(notifications, receives, this.queue.queueArn);
    allow(notifications, ['sqs:SendMessage'], this.failed.queueArn);
    allow(notifications, ['secretsmanager:GetSecretValue'], this.secret.secretArn);
    if (this.reminds) allow(notifications, ['events:PutEvents'], bus.eventBusArn);
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: notifications,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
    });
    // Lambda checks the role's permissions when the mapping is created.
    if (permission !== undefined) mapping.node.addDependency(permission);
  }
}
