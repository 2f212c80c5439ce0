/** The machine lacks something that this may not install; `command` is what its owner has to type. */
export class SetupError extends Error {
  override readonly name = 'SetupError';

  constructor(
    what: string,
    readonly command: string,
  ) {
    super(`${what}. Install it with:\n  ${command}`);
  }
}
