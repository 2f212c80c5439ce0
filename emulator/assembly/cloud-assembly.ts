import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The synthesised app cannot be run. The message is one line that names the cause. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
}

/** A resource of a template, with its intrinsics unresolved. */
export interface Resource {
  stackName: string;
  logicalId: string;
  type: string;
  properties: Record<string, unknown>;
}

interface Output {
  Value: unknown;
  Export?: { Name: unknown };
}

export interface Template {
  stackName: string;
  resources: Record<string, Resource>;
  outputs: Output[];
  parameters: Record<string, { Default?: unknown }>;
}

/** The output of `cdk synth`: templates, and the folders of the assets by object key (`<hash>.zip`). */
export interface CloudAssembly {
  templates: Template[];
  assetFolders: Map<string, string>;
}

interface Artifact {
  type: string;
  displayName?: string;
  properties?: { templateFile?: string; file?: string; stackName?: string };
}

interface AssetManifest {
  files?: Record<
    string,
    { source: { path?: string; packaging?: string }; destinations: Record<string, { objectKey: string }> }
  >;
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

/** Reads the folder that `cdk synth` wrote. Throws an `AssemblyError` if it has no manifest. */
export function readCloudAssembly(folder: string): CloudAssembly {
  const artifacts = readArtifacts(folder);
  const templates = Object.entries(artifacts).flatMap(([id, { type, properties }]) =>
    type === 'aws:cloudformation:stack' && properties?.templateFile !== undefined
      ? [readTemplate(properties.stackName ?? id, join(folder, properties.templateFile))]
      : [],
  );
  const manifests = Object.values(artifacts).flatMap(({ type, properties }) =>
    type === 'cdk:asset-manifest' && properties?.file !== undefined
      ? [readJson<AssetManifest>(join(folder, properties.file))]
      : [],
  );
  return { templates, assetFolders: new Map(manifests.flatMap((manifest) => assetsOf(folder, manifest))) };
}

function readArtifacts(folder: string): Record<string, Artifact> {
  try {
    return readJson<{ artifacts: Record<string, Artifact> }>(join(folder, 'manifest.json')).artifacts;
  } catch (cause) {
    throw new AssemblyError(`${folder} holds no synthesised app (manifest.json): ${(cause as Error).message}`, {
      cause,
    });
  }
}

function readTemplate(stackName: string, path: string): Template {
  const template = readJson<{
    Resources?: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
    Outputs?: Record<string, Output>;
    Parameters?: Template['parameters'];
  }>(path);
  const resources = Object.entries(template.Resources ?? {}).map(([logicalId, { Type, Properties = {} }]) => {
    return [logicalId, { stackName, logicalId, type: Type, properties: Properties }] as const;
  });
  return {
    stackName,
    resources: Object.fromEntries(resources),
    outputs: Object.values(template.Outputs ?? {}),
    parameters: template.Parameters ?? {},
  };
}

function assetsOf(folder: string, manifest: AssetManifest): [string, string][] {
  return Object.values(manifest.files ?? {}).flatMap(({ source, destinations }) =>
    source.packaging === 'zip' && source.path !== undefined
      ? Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, resolve(folder, source.path!)])
      : [],
  );
}
