import { AssemblyError } from '../assembly/cloud-assembly.ts';

/** Lambda measures the JSON of all names and values. */
const environmentBytesMax = 4_096;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const reservedNames = [
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
];

/** A function's own variables. Throws an `AssemblyError` for variables that Lambda would refuse. */
export function readEnvironment(functionName: string, variables: Record<string, string> = {}): Record<string, string> {
  const reserved = Object.keys(variables).find((name) => reservedNames.includes(name));
  if (reserved !== undefined)
    throw new AssemblyError(`function ${functionName} sets ${reserved}, which Lambda reserves`);
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > environmentBytesMax) {
    throw new AssemblyError(
      `function ${functionName} has an environment of ${bytes} bytes; Lambda takes ${environmentBytesMax}`,
    );
  }
  return variables;
}
