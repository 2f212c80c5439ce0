import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '../../lib/app.ts';
import { readDeploySettings } from '../../lib/settings.ts';

export type Resource = {
  Type: string;
  Properties: Record<string, any>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  DependsOn?: string[];
};
export type Resources = Record<string, Resource>;

export const stackNames = ['data', 'files', 'app'] as const;
export type StackName = (typeof stackNames)[number];

const flags = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')).context as Record<
  string,
  unknown
>;

/** A folder with one file, in place of a bundle or of the built page. */
function folderWith(file: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-asset-'));
  writeFileSync(join(folder, file), text);
  return folder;
}

const codeFolder = folderWith('index.mjs', 'export const handler = () => {};');
const pageFolder = folderWith('index.html', '<!doctype html>');

/** The app of one deployment, by the settings of its context; nothing is bundled or validated. */
export function appOf(context: Record<string, unknown> = {}): App {
  // With every function that a setting may add.
  const settings = readDeploySettings({ malwareScan: 'on', ...context }, {});
  // Warnings would fill the tests' output: they have tests of their own.
  const quiet = { ...flags, '@aws-cdk/core:annotationsInValidationReport': false };
  const app = new App({ context: quiet, builtinCloudFormationValidation: false });
  addStacks(app, settings, { codeFolderOf: () => codeFolder, pageFolder: settings.page ? pageFolder : null });
  return app;
}

/** The stacks of such an app. */
export function stacksOf(context: Record<string, unknown> = {}): Record<StackName, Template> {
  const app = appOf(context);
  const templates = stackNames
    .map((name) => [name, app.node.tryFindChild(`chat-${String(context.stage ?? 'dev')}-${name}`)] as const)
    .filter(([, stack]) => stack !== undefined)
    .map(([name, stack]) => [name, Template.fromStack(stack as Stack)]);
  return Object.fromEntries(templates);
}

export function resourcesOf(template: Template, type?: string): Resources {
  const all = template.toJSON().Resources as Resources;
  return Object.fromEntries(Object.entries(all).filter(([, resource]) => type === undefined || resource.Type === type));
}

/** The one resource of its type for which the test holds. */
export function only(template: Template, type: string, holds: (properties: any) => boolean = () => true): Resource {
  const found = Object.values(resourcesOf(template, type)).filter(({ Properties }) => holds(Properties));
  if (found.length !== 1) throw new Error(`${found.length} resources of ${type} instead of one`);
  return found[0] as Resource;
}

/** A value of a template as one text, its intrinsics as `${LogicalId}`, `${LogicalId.Attribute}` or `${Export}`. */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[intrinsic, argument] = []] = Object.entries(value) as [string, any][];
  switch (intrinsic) {
    case 'Ref':
      return `\${${argument}}`;
    case 'Fn::GetAtt':
      return `\${${argument.join('.')}}`;
    case 'Fn::ImportValue':
      return `\${${argument.split(':ExportsOutput')[1]}}`;
    case 'Fn::Join':
      return argument[1].map(textOf).join(argument[0]);
    case 'Fn::Sub':
      return argument;
    default:
      throw new Error(`no text for ${JSON.stringify(value)}`);
  }
}

export interface Statement {
  /** Logical id of the policy, or of the role or resource that it is written in. */
  where: string;
  actions: string[];
  resources: string[];
  condition: Record<string, Record<string, string[]>> | undefined;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** What the roles of a stack are allowed. */
export function allowedBy(template: Template): Statement[] {
  return Object.entries(resourcesOf(template, 'AWS::IAM::Policy')).flatMap(([where, { Properties }]) =>
    Properties.PolicyDocument.Statement.map((statement: any) => {
      if (statement.Effect !== 'Allow') throw new Error(`${where} holds a statement that allows nothing`);
      return {
        where,
        actions: list(statement.Action) as string[],
        resources: list(statement.Resource).map(textOf),
        condition: statement.Condition,
      };
    }),
  );
}
