import { accountId, region } from '../primitives/pseudo-parameters.ts';

/** The parts of a function's name in the Lambda API. */
export interface FunctionName {
  name: string;
  region?: string | undefined;
  account?: string | undefined;
  qualifier?: string | undefined;
}

const pattern =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[\w.-]+)(?::(?<qualifier>\$LATEST|[\w-]+))?$/;
const charsMax = 170;

/** Parses `name`, `account:function:name` or a full ARN, each with or without `:qualifier`. Null for any other text. */
export function parseFunctionName(text: string): FunctionName | null {
  const groups = text.length > charsMax ? undefined : pattern.exec(text)?.groups;
  return groups === undefined ? null : (groups as Partial<FunctionName> & { name: string });
}

/** The name of a function of this account and region. Null for another one, or a version other than `$LATEST`. */
export function localNameOf(text: string): string | null {
  const parsed = parseFunctionName(text);
  if (parsed === null || (parsed.region ?? region) !== region || (parsed.account ?? accountId) !== accountId)
    return null;
  return (parsed.qualifier ?? '$LATEST') === '$LATEST' ? parsed.name : null;
}

/** The full ARN, as error messages contain it. */
export function functionArn(named: FunctionName): string {
  const qualifier = named.qualifier === undefined ? '' : `:${named.qualifier}`;
  return `arn:aws:lambda:${named.region ?? region}:${named.account ?? accountId}:function:${named.name}${qualifier}`;
}
