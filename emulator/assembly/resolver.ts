import { AssemblyError, type CloudAssembly, type Resource, type Template } from './cloud-assembly.ts';
import { identifiersOf, type ResourceTypes } from './identifiers.ts';
import { pseudoParameters } from '../primitives/pseudo-parameters.ts';

type Intrinsic = (argument: unknown, template: Template) => unknown;

/**
 * Resolves the intrinsic functions that CloudFormation resolves on deployment. Throws an `AssemblyError` for any other.
 */
export class Resolver {
  readonly #templates = new Map<string, Template>();

  constructor(
    { templates }: CloudAssembly,
    private readonly types: ResourceTypes,
  ) {
    for (const template of templates) this.#templates.set(template.stackName, template);
  }

  /** A resource's properties with every intrinsic resolved. */
  properties<T>(resource: Resource): T {
    try {
      return this.#value(resource.properties, this.#templates.get(resource.stackName)!) as T;
    } catch (cause) {
      const where = `${resource.stackName}: ${resource.logicalId} (${resource.type})`;
      throw new AssemblyError(`${where} ${(cause as Error).message}`, { cause });
    }
  }

  ref(resource: Resource): string {
    return this.#identifiers(resource).ref;
  }

  arn(resource: Resource): string {
    return this.#identifiers(resource).attributes['Arn']!;
  }

  readonly #intrinsics: Record<string, Intrinsic> = {
    Ref: (name, template) => this.#ref(name as string, template),
    'Fn::GetAtt': (argument, template) => {
      const [logicalId, attribute] =
        typeof argument === 'string' ? argument.split('.') : (argument as [string, string]);
      return this.#attribute(logicalId!, attribute!, template);
    },
    'Fn::Join': (argument, template) => {
      const [separator, parts] = this.#value(argument, template) as [string, unknown[]];
      return parts.join(separator);
    },
    'Fn::Sub': (argument, template) => {
      const [text, variables = {}] = [argument].flat() as [string, Record<string, unknown>?];
      return text.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) =>
        literal ? whole.replace('!', '') : String(this.#substitute(name, variables, template)),
      );
    },
    'Fn::Select': (argument, template) => {
      const [index, list] = this.#value(argument, template) as [number | string, unknown[]];
      return list[Number(index)];
    },
    'Fn::Split': (argument, template) => {
      const [separator, text] = this.#value(argument, template) as [string, string];
      return text.split(separator);
    },
    'Fn::ImportValue': (argument, template) => this.#import(this.#value(argument, template) as string),
  };

  #value(value: unknown, template: Template): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#value(one, template)).filter((one) => one !== undefined);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name = '', argument] = entries.length === 1 ? entries[0]! : [];
    const intrinsic = this.#intrinsics[name];
    if (intrinsic) return intrinsic(argument, template);
    if (name.startsWith('Fn::')) throw new Error(`uses ${name}, which is not emulated`);
    return Object.fromEntries(
      entries.map(([key, one]) => [key, this.#value(one, template)]).filter(([, one]) => one !== undefined),
    );
  }

  #substitute(name: string, variables: Record<string, unknown>, template: Template): unknown {
    if (name in variables) return this.#value(variables[name], template);
    const [logicalId, attribute] = name.split('.');
    return attribute === undefined ? this.#ref(name, template) : this.#attribute(logicalId!, attribute, template);
  }

  #ref(name: string, template: Template): unknown {
    if (name === 'AWS::StackName') return template.stackName;
    if (name in pseudoParameters) return pseudoParameters[name];
    const parameter = template.parameters[name];
    if (parameter) return parameter.Default;
    return this.#identifiers(this.#require(name, template)).ref;
  }

  #attribute(logicalId: string, attribute: string, template: Template): string {
    const resource = this.#require(logicalId, template);
    const value = this.#identifiers(resource).attributes[attribute];
    if (value === undefined)
      throw new Error(`needs ${attribute} of ${logicalId} (${resource.type}), which is not emulated`);
    return value;
  }

  #require(logicalId: string, template: Template): Resource {
    const resource = template.resources[logicalId];
    if (!resource) throw new Error(`refers to ${logicalId}, which is not in the template`);
    return resource;
  }

  #identifiers(resource: Resource) {
    const template = this.#templates.get(resource.stackName)!;
    return identifiersOf(
      resource,
      this.types,
      (property) => this.#value(resource.properties[property], template) as string | undefined,
    );
  }

  #import(name: string): unknown {
    for (const template of this.#templates.values()) {
      for (const { Value: value, Export: exported } of template.outputs) {
        if (exported && this.#value(exported.Name, template) === name) return this.#value(value, template);
      }
    }
    throw new Error(`imports ${name}, which no stack exports`);
  }
}
