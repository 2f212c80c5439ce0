import { mkdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findJson, writeJson } from '../primitives/json-file.ts';
import type { Functions } from '../runtime/functions.ts';
import {
  customResourceAnswer,
  customResourceEvent,
  type CustomResourceAnswer,
  type CustomResourceEvent,
  type MadeResource,
} from './custom-resource-event.ts';
import type { CustomResourceModel } from './model.ts';
import type { ResponseDoor } from './response-door.ts';

/** A custom resource could not be made, so the app would not have been deployed. The message is one line. */
class CustomResourceError extends Error {
  override readonly name = 'CustomResourceError';
}

/** How long an answer may come after its function has returned. */
const answerGraceMs = 5_000;

export interface CustomResourcesOptions {
  functions: Functions;
  door: ResponseDoor;
  /** The file that lists the resources that exist; null if every start creates them again. */
  folder: string | null;
}

/**
 * Makes the custom resources, one after the other: a new one is created, one whose properties have changed since it was
 * made is updated. Throws a `CustomResourceError` for the first that fails.
 */
export async function makeCustomResources(
  models: CustomResourceModel[],
  { functions, door, folder }: CustomResourcesOptions,
): Promise<void> {
  if (folder !== null && models.length > 0) mkdirSync(folder, { recursive: true });
  for (const model of models) {
    const path = folder === null ? null : join(folder, `${model.stackName}-${model.logicalId}.json`);
    const before = path === null ? undefined : findJson<MadeResource>(path);
    if (before !== undefined && isDeepStrictEqual(before.properties, model.properties)) continue;
    const { PhysicalResourceId: physicalId } = await make(model, before, { functions, door });
    if (path !== null) writeJson(path, { physicalId, properties: model.properties } satisfies MadeResource);
  }
}

async function make(
  model: CustomResourceModel,
  before: MadeResource | undefined,
  { functions, door }: Pick<CustomResourcesOptions, 'functions' | 'door'>,
): Promise<CustomResourceAnswer> {
  const fail = (reason: string): never => {
    throw new CustomResourceError(`${model.logicalId} (${model.type}) failed: ${reason.replace(/\s+/g, ' ')}`);
  };
  const { url, answer } = door.open();
  const event = customResourceEvent(model, url, before);
  const text = await ask(functions, event, answer).catch((error: Error) => fail(error.message));
  const result = parseAnswer(text, event);
  if (result === null) return fail(`its answer is not valid: ${text}`);
  return result.Status === 'FAILED' ? fail(result.Reason ?? 'no reason was given') : result;
}

/**
 * The answer to an event. The function is invoked asynchronously, so if it fails it is called again. Throws if there is
 * no answer in the end.
 */
async function ask(functions: Functions, event: CustomResourceEvent, answer: Promise<string>): Promise<string> {
  const attempts = (functions.find(event.ServiceToken)?.asyncRetries ?? 0) + 1;
  for (let attempt = 1; ; attempt += 1) {
    const { failed, payload } = await functions.invoke(event.ServiceToken, JSON.stringify(event));
    const text = await Promise.race([answer, failed ? null : setTimeout(answerGraceMs, null, { ref: false })]);
    if (text !== null) return text;
    if (!failed) throw new Error('its function returned without an answer to ResponseURL');
    if (attempt === attempts) throw new Error(payload);
  }
}

/** Null unless it answers the event. */
function parseAnswer(text: string, event: CustomResourceEvent): CustomResourceAnswer | null {
  const { data } = customResourceAnswer.safeParse(parseJson(text));
  const ids = ['StackId', 'RequestId', 'LogicalResourceId'] as const;
  return data !== undefined && ids.every((id) => data[id] === event[id]) ? data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
