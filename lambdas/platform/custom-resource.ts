/** What CloudFormation asks of a custom resource. (CloudFormation, "Custom resource request objects".) */
export interface CustomResourceEvent {
  RequestType: 'Create' | 'Update' | 'Delete';
  ResponseURL: string;
  StackId: string;
  RequestId: string;
  LogicalResourceId: string;
  PhysicalResourceId?: string;
  ResourceProperties: Record<string, unknown>;
}

/**
 * Answers CloudFormation for a resource that is made by `create`, and changed the same way; nothing is done for one
 * that is deleted. A failure is answered too, since CloudFormation would wait an hour for it. (CloudFormation, "Custom
 * resource response objects".)
 */
export function answerCloudFormation(create: (properties: Record<string, unknown>) => Promise<void>) {
  return async (event: CustomResourceEvent): Promise<void> => {
    const { RequestType: type, StackId, RequestId, LogicalResourceId } = event;
    const { PhysicalResourceId = LogicalResourceId } = event;
    const failure = type === 'Delete' ? null : await create(event.ResourceProperties).then(() => null, reasonOf);
    const outcome = failure === null ? { Status: 'SUCCESS' } : { Status: 'FAILED', Reason: failure };
    const body = JSON.stringify({ ...outcome, StackId, RequestId, LogicalResourceId, PhysicalResourceId });
    const response = await fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
    if (!response.ok) throw new Error(`CloudFormation did not take the answer: ${response.status}`);
  };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : 'unknown');
