import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AppResources } from '../assembly/app-resources.ts';
import type { ResourceTypes } from '../assembly/identifiers.ts';
import type { Callers } from '../iam/callers.ts';
import type { RequestHead } from '../primitives/request-target.ts';
import type { AnswerCall, FindAnswer } from './calls.ts';
import type { Counter } from './counter.ts';
import type { LogSink } from './log-sink.ts';
import type { EmulatorSettings, Faults } from './settings.ts';
import type { SharedServices } from './shared-services.ts';

/**
 * One emulated service. `Model` is what it reads from the app, `Handle` what it offers to the emulator's caller.
 * The models of all plugins together are the app's model, so their property names must differ.
 */
export interface Plugin<Model extends object, Handle extends object> {
  /** The CloudFormation types that it emulates. */
  resourceTypes: ResourceTypes;
  /** The names of its SDK clients in `AWS_ENDPOINT_URL_<NAME>`, which the functions' environment sets. */
  sdkNames?: readonly string[];
  /** Throws an `AssemblyError` of one line for what is not emulated. */
  read(app: AppResources, options: ReadOptions): Model;
  /**
   * Whether it serves at an origin of its own, a port beside the app's, so that its files can do nothing to a page
   * of the app.
   */
  hasOwnOrigin?(model: Model): boolean;
  /**
   * The beginnings of URLs in functions' settings that stand for this service, and what replaces each. `url` is where
   * the functions reach it.
   */
  addresses?(model: Model, url: string): Record<string, string>;
  start(model: Model, context: PluginContext): Service<Handle> | Promise<Service<Handle>>;
}

export interface ReadOptions {
  /** Makes a function's short name from its deployed one; by default they are the same. */
  shortNameOf: (functionName: string) => string;
}

/** What every plugin may use. */
export interface PluginContext {
  settings: EmulatorSettings;
  /** Read at each call, since they change while the app runs. */
  faults: Faults;
  log: LogSink;
  callers: Callers;
  services: SharedServices;
  /** Where the app's functions reach this process, by plain http. */
  internalUrl: string;
  findAnswer: FindAnswer;
  /** Where this service answers: the internal URL, or its own origin. */
  url: string;
  /** Where each service answers, by the names of the SDK's clients. */
  endpoints: Readonly<Record<string, string>>;
  /** Beginnings of URLs in functions' settings, and what replaces each. */
  addresses: Readonly<Record<string, string>>;
  /** Other values for functions' settings. */
  functionSettings: Readonly<Record<string, string>>;
}

/** A running service. It starts after the services above it in the list of plugins, and closes before them. */
export interface Service<Handle extends object> {
  handle: Handle;
  /** Its requests, on the app's port and on the internal one, or at its own origin. */
  http?: readonly HttpPart[];
  /** Runs when all services answer at their ports, before the app's port serves. The start fails if it rejects. */
  ready?(): Promise<void>;
  /** Takes over a WebSocket handshake on the app's port. Never rejects. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** False if the process that sent this request is dead; the connection is then cut. Not asked on the app's port. */
  admits?(request: RequestHead): boolean;
  /** By the names of their sections in the statistics. */
  counters?: Record<string, Counter>;
  /** Closes what clients see, before the app's port closes. */
  disconnect?(): Promise<void>;
  close?(): Promise<void> | void;
}

export interface HttpPart {
  /**
   * Refuses the pages of other origins: for what a person or a service of this machine calls, and no page but its own.
   */
  ownOriginOnly?: boolean;
  /** Whether a request is one of this service's. */
  serves(request: RequestHead): boolean;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The same for functions' calls that come without a socket, which is faster. */
  answer?: AnswerCall;
}
