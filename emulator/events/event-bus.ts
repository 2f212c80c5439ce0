import { wildcard } from '../primitives/wildcard.ts';
import type { Functions } from '../runtime/functions.ts';
import type { LogSink } from '../runtime/log-sink.ts';
import type { RuleModel, RuleTarget } from './model.ts';
import type { DeadLetters } from '../runtime/dead-letters.ts';
import { compilePattern } from '../primitives/event-pattern.ts';

/** An event as rules match it and targets receive it. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

const recentMax = 200;

interface EventBusOptions {
  rules: RuleModel[];
  functions: Functions;
  deadLetters: DeadLetters;
  log: LogSink;
}

/**
 * Delivers events to the functions and queues whose rules match. A function is invoked asynchronously: if it fails,
 * Lambda retries. An event that cannot be delivered goes to the rule's dead-letter queue.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export class EventBus {
  readonly #rules: { model: RuleModel; matches: (event: unknown) => boolean }[];
  readonly #options: EventBusOptions;
  readonly #recent: { bus: string; event: BusEvent }[] = [];

  constructor(options: EventBusOptions) {
    this.#options = options;
    this.#rules = options.rules.map((model) => ({ model, matches: compilePattern(model.pattern) }));
  }

  /** The last 200 events of all buses, newest last. */
  get recent(): readonly { bus: string; event: BusEvent }[] {
    return this.#recent;
  }

  put(busName: string, event: BusEvent): void {
    this.#recent.push({ bus: busName, event });
    if (this.#recent.length > recentMax) this.#recent.shift();
    for (const { model, matches } of this.#rules) {
      if (model.busName !== busName || !matches(event)) continue;
      for (const target of model.targets) this.#deliver(model, target, event);
    }
  }

  #deliver(rule: RuleModel, target: RuleTarget, event: BusEvent): void {
    const payload = JSON.stringify(target.inputPath === null ? event : valueAt(event, target.inputPath));
    const isDelivered =
      target.type === 'queue' ? this.#send(rule, target, payload) : this.#invoke(rule, target, payload);
    if (!isDelivered) this.#giveUp(rule, target, event, payload);
  }

  #invoke(rule: RuleModel, target: RuleTarget, payload: string): boolean {
    if (!this.#mayInvoke(rule, target)) return false;
    this.#options.functions.invokeAsync(target.arn, payload);
    return true;
  }

  /** False if the queue's policy does not let EventBridge send to it for this rule. */
  #send(rule: RuleModel, target: RuleTarget, payload: string): boolean {
    try {
      this.#options.deadLetters.sendFromService(sourceOf(rule), target.arn, payload, {});
      return true;
    } catch {
      return false;
    }
  }

  /** Whether the function's own policy lets EventBridge invoke it for this rule. */
  #mayInvoke(rule: RuleModel, target: RuleTarget): boolean {
    const permissions = this.#options.functions.find(target.arn)?.invokePermissions ?? [];
    return permissions.some(
      ({ principal, sourceArn }) =>
        principal === 'events.amazonaws.com' && (sourceArn === null || wildcard(sourceArn)(rule.arn)),
    );
  }

  #giveUp(rule: RuleModel, target: RuleTarget, event: BusEvent, payload: string): void {
    const { deadLetters, log } = this.#options;
    const attributes = Object.entries({
      RULE_ARN: rule.arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: 'NO_PERMISSIONS',
      ERROR_MESSAGE: `${rule.arn} is not authorized to perform: ${actions[target.type]} on resource: ${target.arn}`,
    }).map(([name, value]) => [name, { type: 'String' as const, value }] as const);
    try {
      if (target.deadLetterArn === null) throw new Error(`${target.arn} does not let EventBridge use it`);
      deadLetters.sendFromService(sourceOf(rule), target.deadLetterArn, payload, Object.fromEntries(attributes));
    } catch (error) {
      log.failure(`rule ${rule.logicalId}`, `event ${event.id} is lost: ${(error as Error).message}`);
    }
  }
}

const actions = { function: 'lambda:InvokeFunction', queue: 'sqs:SendMessage' };

const sourceOf = ({ arn: sourceArn }: RuleModel) => ({ service: 'events.amazonaws.com', sourceArn });

/** The value at a path such as `$.detail.id`. */
function valueAt(event: unknown, path: string): unknown {
  const names = path.split('.').slice(1);
  return names.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], event);
}
