import { createHash, randomInt, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findJson, writeJson } from '../primitives/json-file.ts';
import type { GeneratedText, InitialValue, SecretModel } from './model.ts';

export interface SecretVersion {
  id: string;
  text?: string;
  /** In base64. */
  binary?: string;
  createdMs: number;
}

/** Version by stage. One that has no stage is forgotten, as Secrets Manager deletes it in time. */
interface Versions {
  AWSCURRENT?: SecretVersion;
  AWSPREVIOUS?: SecretVersion;
}

export type Stage = keyof Versions;
const stages: readonly Stage[] = ['AWSCURRENT', 'AWSPREVIOUS'];

/** The values of the secrets: in `folder`, one file each, or in memory. */
export class SecretStore {
  readonly #versions = new Map<string, Versions>();

  constructor(
    models: SecretModel[],
    private readonly folder: string | null,
  ) {
    if (folder !== null) mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const model of models) this.#versions.set(model.arn, this.#load(model) ?? firstVersions(model.initialValue));
    for (const { arn } of models) this.#save(arn);
  }

  find(arn: string, stage: Stage): SecretVersion | undefined {
    return this.#versions.get(arn)?.[stage];
  }

  findById(arn: string, versionId: string): SecretVersion | undefined {
    return stages.map((stage) => this.find(arn, stage)).find((version) => version?.id === versionId);
  }

  stagesOf(arn: string, { id }: SecretVersion): Stage[] {
    return stages.filter((stage) => this.find(arn, stage)?.id === id);
  }

  /** Makes it the current version; the one before becomes the previous one. */
  put(arn: string, version: SecretVersion): void {
    const { AWSCURRENT: current } = this.#versions.get(arn) ?? {};
    this.#versions.set(arn, { AWSCURRENT: version, ...(current && { AWSPREVIOUS: current }) });
    this.#save(arn);
  }

  #load({ arn }: SecretModel): Versions | undefined {
    return this.folder === null ? undefined : findJson(this.#path(arn));
  }

  #save(arn: string): void {
    if (this.folder !== null) writeJson(this.#path(arn), this.#versions.get(arn), { mode: 0o600 });
  }

  #path(arn: string): string {
    return join(this.folder!, `${createHash('sha256').update(arn).digest('hex').slice(0, 32)}.json`);
  }
}

function firstVersions(value: InitialValue | null): Versions {
  if (value === null) return {};
  const text = 'text' in value ? value.text : generate(value.generated);
  return { AWSCURRENT: { id: randomUUID(), text, createdMs: Date.now() } };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function generate({ length, template, field }: GeneratedText): string {
  const password = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
  if (template === null || field === null) return password;
  return JSON.stringify({ ...(JSON.parse(template) as object), [field]: password });
}
