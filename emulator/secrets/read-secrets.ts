import type { AppResources } from '../assembly/app-resources.ts';
import { arnOf, generatedId, type Identify } from '../assembly/identifiers.ts';
import type { InitialValue, SecretModel } from './model.ts';

interface SecretProperties {
  SecretString?: string;
  GenerateSecretString?: { PasswordLength?: number; SecretStringTemplate?: string; GenerateStringKey?: string };
}

const suffixLength = 6;
const defaultLength = 32;

/** `Ref` of a secret is its ARN: the name, and six characters that Secrets Manager adds. */
export const identifySecret: Identify = (resource, textOf) => {
  const name = textOf('Name', `${resource.logicalId}-${generatedId(resource)}`);
  const suffix = generatedId(resource).padEnd(suffixLength, '0').slice(0, suffixLength);
  const arn = arnOf('secretsmanager', `secret:${name}-${suffix}`);
  return { ref: arn, attributes: { Arn: arn, Id: arn } };
};

export function readSecrets(app: AppResources): SecretModel[] {
  return app.ofType<SecretProperties>('AWS::SecretsManager::Secret').map(({ logicalId, arn, properties }) => ({
    logicalId,
    arn,
    name: nameIn(arn),
    initialValue: readInitialValue(properties),
  }));
}

const nameIn = (arn: string): string => arn.split(':secret:')[1]!.slice(0, -suffixLength - 1);

function readInitialValue({
  SecretString: text,
  GenerateSecretString: generated,
}: SecretProperties): InitialValue | null {
  if (text !== undefined) return { text };
  if (generated === undefined) return null;
  const { PasswordLength: length = defaultLength, SecretStringTemplate, GenerateStringKey } = generated;
  return { generated: { length, template: SecretStringTemplate ?? null, field: GenerateStringKey ?? null } };
}
