import type { FunctionModel } from '../runtime/functions.ts';
import type { InvokeOutcome } from '../runtime/functions.ts';

const tailBytes = 4 * 1024;

/**
 * `X-Amz-Log-Result`: the last 4 KB of an invocation's log in base64, that is what it printed between
 * Lambda's own lines.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function logResult(
  model: FunctionModel,
  { requestId, printed = '' }: InvokeOutcome,
  durationMs: number,
): string {
  const own = printed === '' || printed.endsWith('\n') ? printed : `${printed}\n`;
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    `Memory Size: ${model.memoryMb} MB`,
  ];
  const log = `START RequestId: ${requestId} Version: $LATEST\n${own}END RequestId: ${requestId}\n${report.join('\t')}\n`;
  return Buffer.from(log).subarray(-tailBytes).toString('base64');
}
