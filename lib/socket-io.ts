import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { durationMs } from '../lambdas/platform/setting-values.ts';
import type { ChatFunctions } from './functions.ts';
import type { DeploySettings } from './settings.ts';

/** Longer than the function may take, so that a round is not done twice at the same time. */
const hiddenFor = Duration.seconds(60);

/** A round that is older has lost its sense: the gateway has closed its connections. */
const keptFor = Duration.minutes(15);

/** Rounds that arrive within this time go on as one: most of what the queue costs is saved. In seconds. */
const gatheredMax = 3;

/** The least that a mapping takes. Fewer calls at once gather more rounds each. */
const callsAtOnce = 2;

/**
 * What connections of Socket.IO need besides the functions of all connections: a function that sends the open packet
 * and the pings, and the queue by whose delays it keeps time (docs/decisions/015).
 */
export class SocketIo extends Construct {
  readonly rounds: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.rounds = new Queue(this, 'Rounds', {
      visibilityTimeout: hiddenFor,
      retentionPeriod: keptFor,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    acknowledge(this.rounds, {
      SQS3: 'A round that fails again and again is worth nothing: its connections end, and their clients connect again',
    });
  }

  /** Lets `connect` call the function, and the queue. */
  connect({ byName: { connect, 'socket-io': socketIo } }: ChatFunctions, { socketIoPing }: DeploySettings): void {
    const pingMs = durationMs.parse(socketIoPing);
    if (socketIo === undefined) throw new Error('the function for Socket.IO is missing');
    connect.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [socketIo.functionArn] }),
    );
    // An open packet that comes later finds a client that has given up.
    socketIo.configureAsyncInvoke({ retryAttempts: 1, maxEventAge: Duration.minutes(1) });
    const permissions = [
      new PolicyStatement({
        actions: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [this.rounds.queueArn],
      }),
    ].flatMap((statement) => socketIo.role?.addToPrincipalPolicy(statement).policyDependable ?? []);
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: socketIo,
      eventSourceArn: this.rounds.queueArn,
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(Math.min(gatheredMax, Math.floor(pingMs / 100_000))),
      maxConcurrency: callsAtOnce,
    });
    // Lambda checks the role's permissions when the mapping is created.
    mapping.node.addDependency(...permissions);
  }
}
