import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { arnOf } from '../assembly/identifiers.ts';
import type { CustomResourceModel } from './model.ts';

/** A custom resource as it was made. */
export interface MadeResource {
  physicalId: string;
  properties: unknown;
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
export function customResourceEvent(
  { stackName, logicalId, type, functionArn, properties }: CustomResourceModel,
  responseUrl: string,
  before: MadeResource | undefined,
) {
  return {
    RequestType: before === undefined ? ('Create' as const) : ('Update' as const),
    ServiceToken: functionArn,
    ResponseURL: responseUrl,
    StackId: arnOf('cloudformation', `stack/${stackName}/local`),
    RequestId: randomUUID(),
    ResourceType: type,
    LogicalResourceId: logicalId,
    ResourceProperties: properties,
    ...(before && { PhysicalResourceId: before.physicalId, OldResourceProperties: before.properties }),
  };
}

export type CustomResourceEvent = ReturnType<typeof customResourceEvent>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export const customResourceAnswer = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().min(1).max(1_024),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
});

export type CustomResourceAnswer = z.output<typeof customResourceAnswer>;
