/** What stands in the way of a deployment and can be put right by whoever runs it: one line that names it. */
export class DeployError extends Error {
  override readonly name = 'DeployError';
}
