import { describe, expect, it } from 'vitest';
import { commandsForJava } from './java.ts';
import { SetupError } from './setup-error.ts';

const machine = { hasJava: false, hasApt: true, isRoot: true };

describe('a machine without Java', () => {
  it('installs it as root on Debian', () => {
    expect(commandsForJava(machine).map(([command, verb]) => [command, verb])).toEqual([
      ['apt-get', 'update'],
      ['apt-get', 'install'],
    ]);
  });

  it.each([
    ['as another user', { ...machine, isRoot: false }, /\n {2}sudo apt-get update && sudo apt-get install \S.*$/],
    ['on another system', { ...machine, hasApt: false }, /\n {2}brew install openjdk/],
  ])('names the one command to type %s', (_, found, command) => {
    expect(() => commandsForJava(found)).toThrow(SetupError);
    expect(() => commandsForJava(found)).toThrow(command);
  });
});

it('a machine with Java has nothing to install', () => {
  expect(commandsForJava({ hasJava: true, hasApt: false, isRoot: false })).toEqual([]);
});
