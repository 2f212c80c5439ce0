export interface SecretModel {
  logicalId: string;
  name: string;
  arn: string;
  /** The first value; null if the app is deployed without one. */
  initialValue: InitialValue | null;
}

export type InitialValue = { text: string } | { generated: GeneratedText };

/** What CloudFormation makes by itself: a password, alone or as a field of a JSON object. */
export interface GeneratedText {
  length: number;
  template: string | null;
  field: string | null;
}
