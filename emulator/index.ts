export { startEngine, type Engine } from './dynamodb/engine.ts';
export type { CrashReport } from './lambda/crashes.ts';
export { accountId, executeApiHost, region } from './primitives/pseudo-parameters.ts';
export type { FunctionModel, LocalApp, TableModel } from './runtime/model.ts';
export { readLocalSettings, variableNames, type Faults } from './runtime/settings.ts';
export type { StatsSnapshot } from './runtime/stats.ts';
