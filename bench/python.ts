import { spawnSync, type ChildProcess } from 'node:child_process';
import { spawnCommand } from '../measure/processes.ts';

/** The modules that are needed, and the Debian packages that contain them. */
const packages = {
  django: 'python3-django',
  rest_framework: 'python3-djangorestframework',
  socketio: 'python3-socketio',
  jwt: 'python3-jwt',
  uvicorn: 'python3-uvicorn',
  uvloop: 'python3-uvloop',
  httptools: 'python3-httptools',
  websockets: 'python3-websockets',
};

export const installPython = `apt-get install -y --no-install-recommends ${Object.values(packages).join(' ')}`;

/** Only Debian's own interpreter finds Debian's packages, and another one may come first in the PATH. */
const interpreters = ['python3', '/usr/bin/python3'];
const findModules = `import sys; from importlib.util import find_spec; sys.exit(not all(map(find_spec, sys.argv[1:])))`;

/** The first interpreter that has all modules which bench/baselines/django needs; null if there is none. */
export function findPython(): string | null {
  const hasModules = (interpreter: string) =>
    spawnSync(interpreter, ['-c', findModules, ...Object.keys(packages)], { stdio: 'ignore' }).status === 0;
  return interpreters.find(hasModules) ?? null;
}

/** Starts a file of the project in Python. Throws an error that says what to install if the modules are missing. */
export function spawnPython(file: string, environment: Record<string, string>): ChildProcess {
  const interpreter = findPython();
  if (interpreter === null) throw new Error(`${file} needs Python with these packages: ${installPython}`);
  return spawnCommand(interpreter, [file], { PYTHONDONTWRITEBYTECODE: '1', ...environment });
}
