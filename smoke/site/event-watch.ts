import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { brief, expectThat } from '../report/outcome.ts';
import type { Undo } from '../report/undo.ts';
import type { Site } from './site.ts';

const receiveSeconds = 20;

interface WatchOptions {
  site: Site;
  undo: Undo;
  /** Names rule and queue. */
  run: string;
}

/** A temporary rule for the events that the chat sends out, and the queue that it delivers them to. */
export class EventWatch {
  private constructor(
    private readonly queue: SQSClient,
    private readonly queueUrl: string,
  ) {}

  /** Makes both; the run removes them at its end. */
  static async start({ site, run, undo }: WatchOptions): Promise<EventWatch> {
    const name = `smoke-${run}`;
    const queue = new SQSClient(site.aws);
    const { QueueUrl } = await queue.send(new CreateQueueCommand({ QueueName: name }));
    expectThat(QueueUrl !== undefined, 'CreateQueue answered without an address');
    undo.add(`the queue ${name}`, () => queue.send(new DeleteQueueCommand({ QueueUrl })));
    const { Attributes } = await queue.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const queueArn = Attributes?.QueueArn ?? '';
    const ruleArn = await makeRule({ site, undo }, name, queueArn);
    const Policy = JSON.stringify(sendingPolicy(ruleArn, queueArn));
    await queue.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    return new EventWatch(queue, QueueUrl);
  }

  /** Whether an event of that kind about the thread comes within 20 s. */
  async receives(detailType: string, threadId: string): Promise<boolean> {
    const deadlineMs = Date.now() + receiveSeconds * 1000;
    while (Date.now() < deadlineMs) {
      const { Messages = [] } = await this.queue.send(
        new ReceiveMessageCommand({ QueueUrl: this.queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
      );
      const events = Messages.map(({ Body = '{}' }) => JSON.parse(Body));
      if (events.some((one) => one['detail-type'] === detailType && one.detail?.thread_id === threadId)) return true;
    }
    return false;
  }
}

/** @returns the rule's ARN */
async function makeRule({ site, undo }: Omit<WatchOptions, 'run'>, Name: string, queueArn: string): Promise<string> {
  const bus = new EventBridgeClient(site.aws);
  const { eventBusName: EventBusName } = site;
  const EventPattern = JSON.stringify({ source: ['chat'] });
  const { RuleArn } = await bus.send(new PutRuleCommand({ Name, EventBusName, EventPattern }));
  expectThat(RuleArn !== undefined, 'PutRule answered without an ARN');
  undo.add(`the rule ${Name}`, () => bus.send(new DeleteRuleCommand({ Name, EventBusName })));
  const Targets = [{ Id: 'queue', Arn: queueArn }];
  const answer = await bus.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
  expectThat(answer.FailedEntryCount === 0, `PutTargets answered ${brief(answer.FailedEntries)}`);
  // A rule with targets cannot be deleted.
  const removeTargets = new RemoveTargetsCommand({ Rule: Name, EventBusName, Ids: ['queue'] });
  undo.add(`the target of the rule ${Name}`, () => bus.send(removeTargets));
  return RuleArn;
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions */
function sendingPolicy(ruleArn: string, queueArn: string): object {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
  };
  return { Version: '2012-10-17', Statement: [statement] };
}
