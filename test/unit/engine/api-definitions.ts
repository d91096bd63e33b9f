import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** A schema of a Swagger 2 file, as far as it is compared. */
export interface Definition {
  readonly $ref?: string;
  readonly type?: string;
  readonly allOf?: readonly Definition[];
  readonly items?: Definition;
  readonly properties?: Readonly<Record<string, Definition>>;
  readonly additionalProperties?: Definition | boolean;
  readonly 'x-nullable'?: boolean;
}

/** A parameter of an operation of a Swagger 2 file. */
export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'body' | 'header';
  readonly type?: string;
}

/** An operation of a Swagger 2 file. */
export interface ApiOperation {
  readonly operationId: string;
  readonly parameters?: readonly ApiParameter[];
  readonly responses: Readonly<Record<string, { readonly schema?: Definition }>>;
}

/** The Engine API of one version. */
export interface Api {
  readonly version: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly definitions: Readonly<Record<string, Definition>>;
}

const folder = fileURLToPath(new URL('../../../../shared/docker-api/', import.meta.url));

const versions = ['1.41', '1.45', '1.47', '1.51', '1.55'];

const missing = versions.filter((version) => !existsSync(`${folder}v${version}.yaml`));

/** Why there is nothing to compare with; empty when there is. */
export const whyNoApis = missing.length
  ? `SKIPPED: no definitions of the Engine API ${missing.join(', ')} in ${folder}`
  : '';
if (whyNoApis) console.warn(whyNoApis);

/** The five versions of the Engine API that lie beside the checkout, oldest first; empty when they do not. */
export const apis: readonly Api[] = whyNoApis
  ? []
  : versions.map((version) => ({
      ...(parse(readFileSync(`${folder}v${version}.yaml`, 'utf8'), { maxAliasCount: -1 }) as Api),
      version,
    }));

/** The operations of a version: path, method in capitals, operation. */
export function operationsOf(api: Api): { path: string; method: string; operation: ApiOperation }[] {
  const methods = ['get', 'head', 'post', 'put', 'delete'];
  return Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
}
