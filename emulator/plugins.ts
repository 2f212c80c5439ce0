import { cloudFormationPlugin } from './cloudformation/plugin.ts';
import { dynamoDbPlugin } from './dynamodb/plugin.ts';
import { eventsPlugin } from './events/plugin.ts';
import { apiGatewayPlugin, type ApiGatewayOptions } from './gateway/plugin.ts';
import { lambdaPlugin } from './lambda/plugin.ts';
import type { Plugin } from './runtime/plugin.ts';
import { s3Plugin } from './s3/plugin.ts';
import { secretsPlugin } from './secrets/plugin.ts';
import { sqsPlugin } from './sqs/plugin.ts';

/** All emulated services, in the order in which they start: a plugin uses what those above it provide. */
export const createPlugins = (options: ApiGatewayOptions = {}) => ({
  dynamoDb: dynamoDbPlugin,
  sqs: sqsPlugin,
  s3: s3Plugin,
  secrets: secretsPlugin,
  lambda: lambdaPlugin,
  cloudFormation: cloudFormationPlugin,
  events: eventsPlugin,
  apiGateway: apiGatewayPlugin(options),
});

export type Plugins = ReturnType<typeof createPlugins>;
export type PluginName = keyof Plugins;

type ModelOf<P> = P extends Plugin<infer Model, infer _> ? Model : never;
type HandleOf<P> = P extends Plugin<infer _, infer Handle> ? Handle : never;
type Intersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void ? I : never;

/** What runs: the models of all plugins. Plain values, every CloudFormation intrinsic resolved. */
export type AppModel = Intersection<ModelOf<Plugins[PluginName]>>;

/** What the running services offer to the emulator's caller. */
export type Handles = Intersection<HandleOf<Plugins[PluginName]>>;

// The compiler cannot follow a loop over plugins of different models; each gets and makes only its own part of them.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyPlugin = Plugin<any, any>;
