import { join } from 'node:path';
import { arnOf, plainIdentifiers } from '../assembly/identifiers.ts';
import { Closers } from '../primitives/closers.ts';
import { jsonService } from '../primitives/json-service.ts';
import { accountId, region, urlSuffix } from '../primitives/pseudo-parameters.ts';
import type { Plugin } from '../runtime/plugin.ts';
import { LocalQueues } from './local-queues.ts';
import type { QueueModel } from './model.ts';
import { QueueJournal } from './queue-journal.ts';
import { readQueues } from './read-queues.ts';
import { callSqs } from './sqs-api.ts';

const endpoint = `https://sqs.${region}.${urlSuffix}`;

export const sqsPlugin: Plugin<{ queues: QueueModel[] }, { queues: LocalQueues }> = {
  resourceTypes: {
    'AWS::SQS::Queue': (_, textOf) => {
      const name = textOf('QueueName');
      const url = `${endpoint}/${accountId}/${name}`;
      return { ref: url, attributes: { Arn: arnOf('sqs', name), QueueName: name, QueueUrl: url } };
    },
    'AWS::SQS::QueuePolicy': plainIdentifiers,
  },
  sdkNames: ['SQS'],
  read: (app) => ({ queues: readQueues(app) }),
  // The SDK sends to the host of a queue's URL, not to its endpoint.
  addresses: (_, url) => ({ [endpoint]: url }),
  start({ queues: models }, { settings, faults, callers, services }) {
    const closers = new Closers();
    const folder = settings.DATA_DIR;
    const queues = new LocalQueues(models, {
      callers,
      journalOf: ({ name }) =>
        folder === undefined ? null : closers.add(new QueueJournal(join(folder, `queue-${name}.jsonl`))),
      retryDelayMaxMs: settings.LOCAL_QUEUE_RETRY_DELAY_MS,
    });
    services.provide('deadLetters', queues);
    services.provide('messageQueues', queues);
    return {
      handle: { queues },
      http: [
        jsonService('AmazonSQS', (operation, body, { authorization, origin }) =>
          callSqs({ queues, callers, faults }, { operation, body, authorization, origin }),
        ),
      ],
      close: () => closers.close(),
    };
  },
};
