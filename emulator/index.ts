export { AssemblyError } from './assembly/cloud-assembly.ts';
export { synthesise, type SynthesiseOptions } from './assembly/synthesise.ts';
export type { TableModel } from './dynamodb/model.ts';
export { EngineError, startEngine, type Engine } from './dynamodb/engine.ts';
export type { BusEvent, EventBus } from './events/event-bus.ts';
export { serviceEvent } from './events/service-event.ts';
export type { GatewayOptions } from './gateway/options.ts';
export type { CrashReport, Crashes } from './lambda/crashes.ts';
export type { AppModel } from './plugins.ts';
export { accountId, executeApiHost, region } from './primitives/pseudo-parameters.ts';
export { readBody } from './primitives/request-body.ts';
export { requestTarget } from './primitives/request-target.ts';
export { respond, respondJson } from './primitives/respond.ts';
export { readApp, type SynthesisedApp } from './read-app.ts';
export { happened } from './runtime/faults.ts';
export type { FunctionModel, Functions } from './runtime/functions.ts';
export type { HttpPart } from './runtime/plugin.ts';
export {
  changeFaults,
  readSettings,
  SettingError,
  settingNames,
  type EmulatorSettings,
  type Faults,
} from './runtime/settings.ts';
export { startEmulator, type Emulator, type EmulatorOptions } from './start-emulator.ts';
export { startServices, type OwnRoutes, type RunningServices } from './start-services.ts';
export type { StatsSnapshot } from './stats-snapshot.ts';
