import { plainIdentifiers, type ResourceTypes } from '../assembly/identifiers.ts';
import { accountId } from '../primitives/pseudo-parameters.ts';

/** Roles and the policies attached to them. */
export const iamTypes: ResourceTypes = {
  'AWS::IAM::Role': (_, textOf) => {
    const name = textOf('RoleName');
    return { ref: name, attributes: { Arn: `arn:aws:iam::${accountId}:role/${name}` } };
  },
  'AWS::IAM::Policy': plainIdentifiers,
  'AWS::IAM::ManagedPolicy': plainIdentifiers,
};
