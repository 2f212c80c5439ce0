import { run } from './run.ts';

const terminal = {
  input: process.stdin,
  print: (line: string) => console.log(line),
  complain: (line: string) => console.error(line),
};

// Exits at once, because an open stdin would keep the process alive.
process.exit(await run(process.argv.slice(2), process.env, terminal));
