import type { FunctionModel } from '../runtime/functions.ts';
import { region } from '../primitives/pseudo-parameters.ts';
import { credentialsOf } from '../iam/callers.ts';

/** The URLs of the AWS services by their SDK names, e.g. `{DYNAMODB: 'http://127.0.0.1:1234'}`. */
export type ServiceEndpoints = Readonly<Record<string, string>>;

/**
 * The whole environment of a function's processes: its own settings, the variables that Lambda sets, and the
 * endpoints that each AWS SDK reads; nothing of the host's. A process adds its log stream and session token, an
 * invocation its trace id.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function environmentOf(model: FunctionModel, endpoints: ServiceEndpoints): Record<string, string> {
  return { ...reservedVariables(model), ...endpointVariables(endpoints), ...model.environment };
}

export const logGroupName = (model: FunctionModel): string => `/aws/lambda/${model.name}`;

function reservedVariables(model: FunctionModel): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentialsOf(model);
  return {
    _HANDLER: model.handler,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: model.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName(model),
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LAMBDA_TASK_ROOT: model.codeFolder,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
  };
}

function endpointVariables(endpoints: ServiceEndpoints): Record<string, string> {
  return Object.fromEntries(Object.entries(endpoints).map(([name, url]) => [`AWS_ENDPOINT_URL_${name}`, url]));
}
