import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventField, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { AlarmReceiver } from './setting-forms.ts';

export interface AlarmNoticesProps {
  alarms: Alarm[];
  receiver: AlarmReceiver;
  /** What the names of all these alarms start with, followed by a hyphen. */
  namePrefix: string;
}

/**
 * Notifies the receiver when an alarm starts, and when it is over.
 *
 * The end is an event rule instead of the alarms' own OK action: an alarm that has just been made goes from
 * INSUFFICIENT_DATA to OK, and the action would send one notice for each of them at the first deploy.
 * (CloudWatch, "Alarm events and EventBridge".)
 */
export class AlarmNotices extends Construct {
  constructor(scope: Construct, id: string, { alarms, receiver, namePrefix }: AlarmNoticesProps) {
    super(scope, id);
    const topic = 'topicArn' in receiver ? Topic.fromTopicArn(this, 'Receiver', receiver.topicArn) : this.own(receiver);
    const action = new SnsAction(topic);
    alarms.forEach((alarm) => alarm.addAlarmAction(action));
    this.notifyOfEnds(topic, namePrefix);
  }

  private own({ email }: { email: string }): Topic {
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    // A topic with a policy of its own lacks the default one, which lets the whole account publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  private notifyOfEnds(topic: ITopic, namePrefix: string): void {
    const alarmArns = Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `${namePrefix}-`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const [name, reason] = ['alarmName', 'state.reason'].map((path) => EventField.fromPath(`$.detail.${path}`));
    const text = `OK: ${name} is over. ${reason}`;
    //DEL ${EventField.fromPath('$.detail.alarmName')} is over. ${EventField.fromPath('$.detail.state.reason')}`;
    const rule = new Rule(this, 'Over', {
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: Match.prefix(alarmArns),
        detail: { state: { value: ['OK'] }, previousState: { value: ['ALARM'] } },
      },
      targets: [new SnsTopic(topic, { message: RuleTargetInput.fromText(text) })],
    });
    // The settings require a topic in the stage's own region.
    Annotations.of(rule).acknowledgeWarning('@aws-cdk/aws-events:ruleUnresolvedEnvironment');
  }
}
