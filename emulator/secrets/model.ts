export interface SecretModel {
  logicalId: string;
  name: string;
  arn: string;
  /** The first value; null if the app is deployed without one. */
  initialValue: InitialValue | null;
}

export type InitialValue = { text: string } | { generated: GeneratedText };

/** What CloudFormation generates: a password, either as the whole value or as a field of a JSON object. */
export interface GeneratedText {
  length: number;
  template: string | null;
  field: string | null;
}
