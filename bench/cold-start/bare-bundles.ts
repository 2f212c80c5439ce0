import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionNames, settingsOf, type FunctionName, type SettingName } from '../../lambdas/platform/settings.ts';
import { bundleFunctions, type CodeFolderOf } from '../../lib/bundles.ts';

/** The SDK's client, with the calls that are made, of the service that each setting names. */
const clients: Partial<Record<SettingName, string>> = {
  CHAT_TABLE: `export { DynamoDBClient } from '@aws-sdk/client-dynamodb'; export { BatchGetCommand, DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';`,
  CHAT_MANAGEMENT_URL: `export { ApiGatewayManagementApiClient, DeleteConnectionCommand, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';`,
  CHAT_EVENT_BUS: `export { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';`,
};

const clientsOf = (name: FunctionName): string[] =>
  settingsOf[name].map((setting) => clients[setting]).filter((code) => code !== undefined);

export interface BareBundles {
  codeFolderOf: CodeFolderOf;
  /** The functions that speak to a service. */
  names: ReadonlySet<FunctionName>;
}

/**
 * For each function a bundle of the AWS SDK's clients of the services that it speaks to, and nothing else: what a
 * function that does nothing yet is loaded with. They are made by the very options of the real ones.
 */
export async function makeBareBundles(): Promise<BareBundles> {
  // Below the project, where the packages are found.
  const folder = join(import.meta.dirname, '..', '..', '.local', 'bench-bare');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of functionNames) writeFileSync(join(folder, `${name}.lambda.ts`), clientsOf(name).join('\n'));
  const codeFolderOf = await bundleFunctions(folder, join(folder, 'out'));
  return { codeFolderOf, names: new Set(functionNames.filter((name) => clientsOf(name).length > 0)) };
}
