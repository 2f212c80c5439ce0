import { arnOf, plainIdentifiers } from '../assembly/identifiers.ts';
import { jsonService } from '../primitives/json-service.ts';
import { accountId, region, urlSuffix } from '../primitives/pseudo-parameters.ts';
import type { Plugin } from '../runtime/plugin.ts';
import { LocalQueues } from './local-queues.ts';
import type { QueueModel } from './model.ts';
import { readQueues } from './read-queues.ts';
import { callSqs } from './sqs-api.ts';

export const sqsPlugin: Plugin<{ queues: QueueModel[] }, { queues: LocalQueues }> = {
  resourceTypes: {
    'AWS::SQS::Queue': (_, textOf) => {
      const name = textOf('QueueName');
      const url = `https://sqs.${region}.${urlSuffix}/${accountId}/${name}`;
      return { ref: url, attributes: { Arn: arnOf('sqs', name), QueueName: name, QueueUrl: url } };
    },
    'AWS::SQS::QueuePolicy': plainIdentifiers,
  },
  sdkNames: ['SQS'],
  read: (app) => ({ queues: readQueues(app) }),
  start({ queues: models }, { callers, services }) {
    const queues = new LocalQueues(models, callers);
    services.provide('deadLetters', queues);
    return {
      handle: { queues },
      http: [
        jsonService('AmazonSQS', (operation, body, { authorization, origin }) =>
          callSqs(queues, callers, { operation, body, authorization, origin }),
        ),
      ],
    };
  },
};
