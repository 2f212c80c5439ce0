/**
 * The runtime inside a worker: loads one bundle, then runs one invocation after another, as Lambda's Node.js runtime
 * does. Plain JavaScript, so that the worker starts without a TypeScript loader.
 *
 * In:  ['run', requestId, payload, deadlineEpochMs, clientContext, keepPrinted, traceHeader]
 * Out: ['ready'] once the handler is loaded, ['done', payload, printed] or ['failed', payload, printed] for each
 *      invocation, ['crashed', payload, printed] when the process cannot go on; `printed` only where it is to be kept.
 *      Calls of AWS services: in-thread-calls.mjs.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { answerInThread } from './in-thread-calls.mjs';

const {
  onlyErrors,
  codeFolder,
  handlerName,
  functionName,
  functionArn,
  memoryMb,
  logGroupName,
  logStreamName,
  clockSkewMs,
  internalUrl,
} = workerData;

/** What Lambda answers for a thrown value: type, message and stack. */
function describe(error, errorType) {
  if (!(error instanceof Error)) {
    return { errorType: errorType ?? typeof error, errorMessage: String(error), trace: [] };
  }
  const type = errorType ?? error.name;
  return { errorType: type, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function crash(error, errorType) {
  parentPort.postMessage(['crashed', JSON.stringify(describe(error, errorType)), printed]);
  process.exit(1);
}

/** What nobody keeps does not go to the other thread: a line of metrics each call would be a good part of its time. */
function keepErrorsAlone(stream) {
  const write = stream.write.bind(stream);
  stream.write = (chunk, encoding, done) => {
    if (/"level":"(ERROR|CRITICAL)"/.test(String(chunk))) return write(chunk, encoding, done);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (callback) process.nextTick(callback);
    return true;
  };
}

/** What the invocation has printed, while that is to be kept. */
let printed;

function keepPrinted(stream) {
  const write = stream.write.bind(stream);
  stream.write = (chunk, ...rest) => {
    if (printed !== undefined) printed += Buffer.from(chunk).toString();
    return write(chunk, ...rest);
  };
}

async function loadHandler() {
  const dot = handlerName.lastIndexOf('.');
  const [file, name] = [handlerName.slice(0, dot), handlerName.slice(dot + 1)];
  const path = ['.js', '.mjs', '.cjs']
    .map((extension) => join(codeFolder, file + extension))
    .find((one) => existsSync(one));
  if (path === undefined) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
  const module = await import(pathToFileURL(path).href);
  const handler = module[name] ?? module.default?.[name];
  if (typeof handler !== 'function') {
    throw named('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
  }
  return handler;
}

function named(name, message) {
  return Object.assign(new Error(message), { name });
}

/** Makes only the clock of this process wrong, as the clocks of several machines differ. */
function skewClock() {
  const { now } = Date;
  Date.now = () => now() + clockSkewMs;
  globalThis.Date = new Proxy(Date, {
    construct: (RealDate, time, target) =>
      Reflect.construct(RealDate, time.length === 0 ? [RealDate.now()] : time, target),
    apply: (RealDate) => new RealDate(RealDate.now()).toString(),
  });
}

function contextOf(requestId, deadlineEpochMs, clientContext) {
  return {
    awsRequestId: requestId,
    invokedFunctionArn: functionArn,
    functionName,
    functionVersion: '$LATEST',
    memoryLimitInMB: String(memoryMb),
    logGroupName,
    logStreamName,
    clientContext,
    identity: undefined,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(deadlineEpochMs - Date.now(), 0),
  };
}

async function run(handler, [, requestId, payload, deadlineEpochMs, clientContext, isKept, traceHeader]) {
  printed = isKept ? '' : undefined;
  process.env._X_AMZN_TRACE_ID = traceHeader;
  try {
    const result = await handler(JSON.parse(payload), contextOf(requestId, deadlineEpochMs, clientContext));
    parentPort.postMessage(['done', JSON.stringify(result ?? null), printed]);
  } catch (error) {
    parentPort.postMessage(['failed', JSON.stringify(describe(error)), printed]);
  }
}

process.on('uncaughtException', (error) => crash(error));
process.on('unhandledRejection', (reason) => {
  const type = 'Runtime.UnhandledPromiseRejection';
  crash(named(type, String(reason)), type);
});

if (clockSkewMs !== 0) skewClock();

if (onlyErrors) [process.stdout, process.stderr].forEach(keepErrorsAlone);
[process.stdout, process.stderr].forEach(keepPrinted);
answerInThread(internalUrl);
try {
  const handler = await loadHandler();
  parentPort.on('message', (message) => {
    if (message[0] === 'run') void run(handler, message);
  });
  parentPort.postMessage(['ready']);
} catch (error) {
  crash(error, error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : undefined);
}
