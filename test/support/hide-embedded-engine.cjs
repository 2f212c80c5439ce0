// Preloaded into a process, this hides the embedded engine, as npm does by not installing it on machines that it is not built for.
const Module = require('node:module');

const { _resolveFilename: resolveFilename } = Module;

Module._resolveFilename = (request, ...rest) => {
  if (!request.startsWith('@dynoxide/')) return resolveFilename.call(Module, request, ...rest);
  throw Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });
};
