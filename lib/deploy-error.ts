/** A mistake that prevents a deployment and that its operator can fix. The message is one line that names it. */
export class DeployError extends Error {
  override readonly name = 'DeployError';
}
