import { arnOf, plainIdentifiers } from '../assembly/identifiers.ts';
import { iamTypes } from '../iam/resource-types.ts';
import type { Functions, FunctionModel } from '../runtime/functions.ts';
import type { Plugin } from '../runtime/plugin.ts';
import { atAddresses, withSettings } from './addresses.ts';
import { Crashes } from './crashes.ts';
import { InvocationCounter } from './invocation-counter.ts';
import { handleLambda, isLambdaRequest } from './invoke-api.ts';
import { LocalFunctions } from './local-functions.ts';
import { readFunctions } from './read-functions.ts';
import { startQueues } from './queues/start-queues.ts';
import { startStreams } from './streams/start-streams.ts';

export interface LambdaHandle {
  functions: Functions;
  crashes: Crashes;
}

/** Functions and their event source mappings. */
export const lambdaPlugin: Plugin<{ functions: FunctionModel[] }, LambdaHandle> = {
  resourceTypes: {
    ...iamTypes,
    'AWS::Lambda::Function': (_, textOf) => {
      const name = textOf('FunctionName');
      return { ref: name, attributes: { Arn: arnOf('lambda', `function:${name}`) } };
    },
    'AWS::Lambda::EventInvokeConfig': plainIdentifiers,
    'AWS::Lambda::EventSourceMapping': plainIdentifiers,
    'AWS::Lambda::Permission': plainIdentifiers,
  },
  sdkNames: ['LAMBDA'],
  read: (app, { shortNameOf }) => ({ functions: readFunctions(app, shortNameOf) }),
  async start(model, context) {
    const { settings, faults, log, callers, services, internalUrl, findAnswer } = context;
    const { endpoints, addresses, functionSettings } = context;
    const models = withSettings(atAddresses(model.functions, addresses), functionSettings);
    models.forEach((one) => callers.add(one));
    const [invocations, crashes] = [new InvocationCounter(), new Crashes()];
    const deadLetters = services.require('deadLetters');
    const functions = new LocalFunctions({
      functions: models,
      endpoints,
      internal: { url: internalUrl, findAnswer },
      invocations,
      log,
      deadLetters,
      concurrency: settings.LOCAL_FUNCTION_CONCURRENCY,
      fresh: settings.LOCAL_FRESH_PROCESS,
      asyncRetryDelayMs: settings.LOCAL_ASYNC_RETRY_DELAY_MS,
      faults,
      crashes,
    });
    services.provide('functions', functions);
    const shared = { functions, deadLetters, log, retryDelayMs: settings.LOCAL_ASYNC_RETRY_DELAY_MS };
    const stopStreams = await startStreams(models, services.require('tableStreams'), shared);
    const stopQueues = startQueues(models, services.require('messageQueues'), { functions, log, faults });
    return {
      handle: { functions, crashes },
      http: [
        {
          ownOriginOnly: true,
          serves: isLambdaRequest,
          handle: (request, response) => handleLambda({ functions, callers }, request, response),
        },
      ],
      admits: (request) => functions.mayCall(request),
      counters: { lambda: invocations },
      // At the same time, so that a running batch is cut off and not retried.
      close: async () => void (await Promise.all([stopStreams(), stopQueues(), functions.close()])),
    };
  },
};
