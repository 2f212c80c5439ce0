/** Loads one module, in a process of its own, and prints how many milliseconds that took. */
const [, , url] = process.argv;
const from = performance.now();
await import(url);
process.stdout.write(String(performance.now() - from));
// What the module has opened does not matter any more.
process.exit(0);
