import { arnOf } from '../assembly/identifiers.ts';
import { jsonService, refuseOperation } from '../primitives/json-service.ts';
import type { Plugin } from '../runtime/plugin.ts';
import { EventBus } from './event-bus.ts';
import type { BusModel, RuleModel } from './model.ts';
import { putEvents } from './put-events.ts';
import { busNameOf, readBuses, readRules } from './read-rules.ts';

export interface EventsModel {
  buses: BusModel[];
  rules: RuleModel[];
}

export const eventsPlugin: Plugin<EventsModel, { bus: EventBus }> = {
  resourceTypes: {
    'AWS::Events::EventBus': (_, textOf) => {
      const name = textOf('Name');
      return { ref: name, attributes: { Arn: arnOf('events', `event-bus/${name}`), Name: name } };
    },
    'AWS::Events::Rule': (_, textOf) => {
      const [name, bus] = [textOf('Name'), busNameOf(textOf('EventBusName', 'default'))];
      const path = bus === 'default' ? name : `${bus}/${name}`;
      return { ref: name, attributes: { Arn: arnOf('events', `rule/${path}`) } };
    },
  },
  sdkNames: ['EVENTBRIDGE'],
  read: (app) => ({ buses: readBuses(app), rules: readRules(app) }),
  start({ buses, rules }, { callers, services, log }) {
    const [functions, deadLetters] = [services.require('functions'), services.require('deadLetters')];
    const bus = new EventBus({ rules, functions, deadLetters, log });
    return {
      handle: { bus },
      http: [
        jsonService('AWSEvents', (operation, body, { authorization }) =>
          operation === 'PutEvents'
            ? putEvents({ bus, buses, callers }, body, authorization)
            : refuseOperation(operation),
        ),
      ],
    };
  },
};
