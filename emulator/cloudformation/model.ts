/** A custom resource that a function of the app makes. */
export interface CustomResourceModel {
  stackName: string;
  logicalId: string;
  /** e.g. `Custom::Key` */
  type: string;
  functionArn: string;
  /** As CloudFormation passes them on: numbers and booleans are texts. */
  properties: Record<string, unknown>;
}
